import { HybridStreamError } from "@hybrid-stream/spec";

/** What FFmpeg needs below each scheme. A playlist cannot reach anything else: `file:` and `concat:` least of all. */
const beneath: Readonly<Record<string, readonly string[]>> = {
  rtmp: ["rtmp", "tcp"],
  rtmps: ["rtmps", "tls", "tcp"],
  rtsp: ["rtsp", "rtp", "srtp", "udp", "tcp"],
  rtsps: ["rtsp", "rtsps", "rtp", "srtp", "udp", "tls", "tcp"],
  srt: ["srt"],
  http: ["http", "https", "httpproxy", "tls", "tcp", "crypto"],
  https: ["http", "https", "httpproxy", "tls", "tcp", "crypto"],
};

/** The scheme of an address in lower case; empty when it has none. */
export function schemeOf(url: string): string {
  return /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase() ?? "";
}

/** The protocol by which FFmpeg opens the scheme. */
export function inputProtocolOf(scheme: string): string | null {
  // RTSP is a demuxer and not a protocol to FFmpeg; every build that has it has TCP.
  return scheme === "rtsp" || scheme === "rtsps" ? "tcp" : scheme;
}

/** @throws `source-forbidden` for an address whose scheme is not allowed. Does not repeat the address. */
export function requireAllowed(url: string, allowed: readonly string[], provider: string): string {
  const scheme = schemeOf(url);
  if (allowed.includes(scheme) && beneath[scheme] !== undefined) return scheme;
  throw new HybridStreamError({
    code: "source-forbidden",
    message: `The source's address begins with "${scheme}:", which this relay may not open. Allowed: ${allowed.join(", ")} (option allowedSourceProtocols).`,
    field: "source.url",
    provider,
    operation: "startRelay",
  });
}

/** The value of `-protocol_whitelist` for an address of that scheme. */
export function whitelistOf(scheme: string, allowed: readonly string[]): string {
  const usable = (beneath[scheme] ?? []).filter(
    (name) => beneath[name] === undefined || allowed.includes(name) || name === scheme,
  );
  return usable.join(",");
}

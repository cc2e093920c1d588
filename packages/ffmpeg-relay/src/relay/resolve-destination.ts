import { lookup } from "node:dns/promises";
import { HybridStreamError } from "@hybrid-stream/spec";

const gone = new Set(["ENOTFOUND", "ENODATA", "EAI_NONAME"]);

/**
 * Finds out before FFmpeg starts that a host does not exist: builds differ in how they say so, and statically linked
 * ones crash. Anything but a clear "no such host" is left to FFmpeg.
 *
 * @throws `destination-unreachable`.
 */
export async function requireKnownHost(ingestUrl: string, provider: string): Promise<void> {
  const host = new URL(ingestUrl).hostname.replace(/^\[|\]$/g, "");
  try {
    await lookup(host);
  } catch (thrown) {
    const code: unknown = thrown instanceof Error ? Reflect.get(thrown, "code") : undefined;
    if (typeof code !== "string" || !gone.has(code)) return;
    throw new HybridStreamError({
      code: "destination-unreachable",
      message: `The RTMP server's host "${host}" does not exist (${code}). Check the ingest address and this machine's DNS.`,
      provider,
      operation: "relay",
    });
  }
}

import { type OriginAddresses, rtmpApplication } from "./origin-runtime.js";
import type { Settings } from "./settings.js";

/** A host that others can connect to: an address that means "every interface" names none. */
function reachable(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

/** Where publishers push to; RTMPS when the origin has it. */
export function ingestUrl(rtmp: Settings["rtmp"], { rtmpPort, rtmpsPort }: OriginAddresses): string {
  const own =
    rtmpsPort === null ? `rtmp://${reachable(rtmp.host)}:${rtmpPort}` : `rtmps://${reachable(rtmp.host)}:${rtmpsPort}`;
  return `${rtmp.publicUrl?.replace(/\/+$/, "") ?? own}/${rtmpApplication}`;
}

/** What viewers' addresses begin with. */
export function viewerUrl({ http }: Settings, { httpPort }: OriginAddresses): string {
  return http.publicUrl ?? `http://${reachable(http.host)}:${httpPort}`;
}

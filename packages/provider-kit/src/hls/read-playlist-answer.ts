import type { ErrorCode } from "@hybrid-stream/spec";
import type { Answer } from "../transport/exchange.js";
import type { HlsProbeResult } from "./hls-probe-result.js";
import { parsePlaylist } from "./parse-playlist.js";

/** What to do with one answer to a playlist request. */
export type PlaylistReading =
  | { readonly kind: "result"; readonly result: HlsProbeResult }
  | { readonly kind: "variant" | "redirect"; readonly uri: string }
  | { readonly kind: "failure"; readonly code: ErrorCode; readonly problem: string };

/**
 * How platforms say "nothing is on now": Cloudflare 204, most others 404 (410 once it is over), Mux 412; Cloudflare
 * answers 424 for a broadcast that failed.
 */
const idleStatuses = new Set([204, 404, 410, 412, 424]);

function failureCode(status: number): ErrorCode {
  if (status >= 500) return "vendor-unavailable";
  if (status === 401) return "unauthorized";
  if (status === 403) return "forbidden";
  if (status === 429) return "rate-limited";
  return status >= 400 ? "request-rejected" : "unexpected-response";
}

function isHtml(headers: Headers, text: string): boolean {
  return /^\s*text\/html/i.test(headers.get("content-type") ?? "") || text.trimStart().startsWith("<");
}

export function readPlaylistAnswer({ status, headers, text }: Answer): PlaylistReading {
  const notYet = (reason: string): PlaylistReading => ({
    kind: "result",
    result: { state: "not-yet", reason, status },
  });
  if (idleStatuses.has(status)) return notYet(`the server answers ${status}`);
  if (status >= 300 && status < 400) {
    const uri = headers.get("location");
    if (uri) return { kind: "redirect", uri };
  }
  if (status < 200 || status >= 300) {
    return { kind: "failure", code: failureCode(status), problem: `answers ${status}` };
  }
  if (text === null) return { kind: "failure", code: "unexpected-response", problem: "sends more than 1 MiB" };
  if (text.trim() === "") return notYet("the answer is empty");
  const playlist = parsePlaylist(text);
  if (playlist.kind === "invalid") {
    return notYet(isHtml(headers, text) ? "the answer is a web page" : `the answer is no playlist: ${playlist.reason}`);
  }
  if (playlist.kind === "multivariant") {
    const uri = playlist.variants[0];
    return uri === undefined ? notYet("the playlist lists no variant") : { kind: "variant", uri };
  }
  const { lastSegment, mediaSequence, segmentCount, targetDurationSeconds, ended, programDateTime } = playlist;
  if (lastSegment === null) return notYet("the playlist has no segment");
  return {
    kind: "result",
    result: {
      state: "playing",
      lastSegment,
      mediaSequence,
      segmentCount,
      targetDurationSeconds,
      ended,
      programDateTime,
    },
  };
}

import type { Clock } from "@hybrid-stream/spec";
import { HttpResponse } from "msw";
import { data, notFound, problem } from "../http/answers.js";
import type { Call, Endpoint } from "../http/endpoint.js";
import type { Account } from "../world/account.js";
import type { ClockPlane } from "../world/clock-plane.js";
import { isGoodToken } from "./verify-token.js";

const cors = { "access-control-allow-origin": "*", "cache-control": "no-store" };

/** What players ask for: playlists, and the numbers of viewers. */
export function playerEndpoints(account: Account, clock: Clock, simulated: ClockPlane | null): Endpoint[] {
  const play = ({ url, parts }: Call): Response => {
    const playbackId = parts.id ?? "";
    const found = account.findPlayback(playbackId);
    if (found === null) return problem(404, "not_found", "Playback ID not found", cors);
    const token = url.searchParams.get("token");
    if (found.policy === "signed" && !isGoodToken(token, { account, clock, sub: playbackId, aud: "v" })) {
      return problem(403, "forbidden", "The token is missing, expired or not good for this playback ID", cors);
    }
    if ("stream" in found && found.stream.status !== "active") {
      return problem(412, "precondition_failed", "The live stream is not active", cors);
    }
    const playlistUrl = "stream" in found ? found.stream.reception.playlistUrl : found.asset.playlistUrl;
    const location = new URL(playlistUrl, url).href;
    return new HttpResponse(null, { status: 302, headers: { ...cors, location } });
  };
  const playSimulated = ({ parts }: Call): Response => {
    const playlist = simulated?.find(parts.id ?? "")?.playlist() ?? null;
    if (playlist === null) return problem(404, "not_found", "Nothing to play yet", cors);
    return new HttpResponse(playlist, { headers: { ...cors, "content-type": "application/vnd.apple.mpegurl" } });
  };
  const counts = ({ url }: Call): Response => {
    const token = url.searchParams.get("token");
    for (const stream of account.streams.values()) {
      if (!isGoodToken(token, { account, clock, sub: stream.id, aud: "live_stream_id" })) continue;
      const { viewers } = stream.reception;
      return data([{ views: viewers, viewers, updated_at: clock.now().toISOString() }]);
    }
    return token === null ? notFound() : problem(403, "forbidden", "The token is not good for any live stream");
  };
  return [
    { operation: "play", method: "GET", path: "/:id.m3u8", access: "open", respond: play },
    { operation: "playSimulated", method: "GET", path: "/simulated/:id.m3u8", access: "open", respond: playSimulated },
    { operation: "getViewerCounts", method: "GET", path: "/counts", access: "open", respond: counts },
  ];
}

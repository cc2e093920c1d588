import type { Clock } from "@hybrid-stream/spec";
import { emptyAnswer, jsonAnswer, redirectAnswer, textAnswer } from "../http/answers.js";
import type { Endpoint } from "../http/endpoint.js";
import type { Account } from "../world/account.js";
import type { SimulatedLiveInput } from "../world/live-input.js";
import { livePlaylist, recordedPlaylist } from "../world/playlists.js";
import type { SigningKeyRing } from "../world/signing-keys.js";
import type { SimulatedVideo } from "../world/video.js";

const playlistType = "application/vnd.apple.mpegurl";
const unknown = (): Response => textAnswer(404, "not found");

/** The host that players ask: no token of the API, no quota. */
export function playerEndpoints(account: Account, keys: SigningKeyRing, clock: Clock): Endpoint[] {
  const liveAnswer = (input: SimulatedLiveInput): Response => {
    if (!input.isConnected || input.video === null) return emptyAnswer(204);
    if (input.reception) return redirectAnswer(input.reception.playlistUrl);
    const text = livePlaylist(input.connectedAt ?? clock.now(), clock.now(), account.timings.segmentMs);
    return text === null ? emptyAnswer(204) : textAnswer(200, text, playlistType);
  };
  const videoAnswer = (video: SimulatedVideo): Response => {
    if (video.state === "error") return emptyAnswer(424);
    if (video.state === "ready")
      return textAnswer(200, recordedPlaylist(video.mediaMs, account.timings.segmentMs), playlistType);
    const input = account.inputs.get(video.liveInput);
    return input?.video === video ? liveAnswer(input) : emptyAnswer(204);
  };

  return [
    {
      operation: "lifecycle",
      method: "GET",
      path: "/:id/lifecycle",
      permission: null,
      respond({ parts }) {
        const input = account.inputs.get(parts.id ?? "");
        if (!input) return unknown();
        const { video, isConnected } = input;
        return jsonAnswer(200, { isInput: true, videoUID: video?.uid ?? null, live: isConnected && video !== null });
      },
    },
    {
      operation: "views",
      method: "GET",
      path: "/:id/views",
      permission: null,
      respond({ parts }) {
        const input = account.inputs.get(parts.id ?? "");
        if (!input) return unknown();
        if (input.settings.recording.hideLiveViewerCount) return textAnswer(403, "hidden");
        return jsonAnswer(200, { liveViewers: input.viewers });
      },
    },
    {
      operation: "playlist",
      method: "GET",
      path: "/:id/manifest/video.m3u8",
      permission: null,
      respond({ parts }) {
        const name = parts.id ?? "";
        const isToken = name.includes(".");
        const id = isToken ? keys.subjectOf(name) : name;
        if (id === null) return textAnswer(401, "the token is not good");
        const input = account.inputs.get(id);
        const video = account.videos.get(id);
        const isSigned = input?.settings.recording.requireSignedURLs ?? video?.requireSignedURLs ?? false;
        if (isSigned && !isToken) return textAnswer(401, "a signed address is needed");
        if (input) return liveAnswer(input);
        return video ? videoAnswer(video) : unknown();
      },
    },
  ];
}

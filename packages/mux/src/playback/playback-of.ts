import {
  HybridStreamError,
  type LiveStreamHandle,
  type Playback,
  type PlaybackVariant,
  type ViewerContext,
} from "@hybrid-stream/spec";
import { latencyOf } from "../capabilities.js";
import type { MuxContext } from "../mux-context.js";
import { isWhole, readHandle, type WholeHandleData } from "../stream/stream-handle.js";
import { signToken } from "./sign-token.js";

const operation = "getPlaybackUrl";
const defaultSeconds = 3600;

/** Makes addresses from what is known in this process: no request, whoever asks and however often. */
export function playbackOf(context: MuxContext, handle: LiveStreamHandle, viewer: ViewerContext): Playback {
  const { provider, settings, client } = context;
  const data = readHandle(handle, provider, operation);
  if (!isWhole(data)) {
    const message = `${operation}: the stream's creation has not been completed. Call createLiveStream again.`;
    throw new HybridStreamError({ code: "playback-not-ready", message, provider, operation });
  }
  const seconds = viewer.expiresInSeconds ?? defaultSeconds;
  const exp = Math.floor(client.clock.now().getTime() / 1000 + seconds);
  const addressOf = (playbackId: string): string => {
    const address = `${settings.playbackUrl.replace(/\/+$/, "")}/${encodeURIComponent(playbackId)}.m3u8`;
    return data.access === "signed" ? `${address}?token=${tokenFor(context, playbackId, exp)}` : address;
  };
  const url = addressOf(data.playbackId);
  return {
    kind: "hls",
    url,
    latencySeconds: latencyOf(data.latency === "low" ? settings.lowLatencyMode : "standard"),
    expiresAt: data.access === "signed" ? new Date(exp * 1000).toISOString() : null,
    variants: variantsOf(context, data, { url, addressOf }),
  };
}

function tokenFor({ provider, settings }: MuxContext, playbackId: string, exp: number): string {
  const { signingKey, playbackRestrictionId } = settings;
  if (signingKey === null) {
    const message = `${operation}: this stream's playback is signed, and no signing key is configured. Pass signingKey to mux(), or set MUX_SIGNING_KEY and MUX_PRIVATE_KEY.`;
    throw new HybridStreamError({ code: "invalid-options", message, provider, operation, field: "signingKey" });
  }
  const restriction = playbackRestrictionId === undefined ? {} : { playback_restriction_id: playbackRestrictionId };
  return signToken(signingKey, { sub: playbackId, aud: "v", exp, ...restriction });
}

/** The recording is another address: what has passed of a broadcast that goes on, or all of one that is over. */
function variantsOf(
  { broadcasts }: MuxContext,
  { access, latency, liveStreamId }: WholeHandleData,
  { url, addressOf }: { readonly url: string; readonly addressOf: (playbackId: string) => string },
): PlaybackVariant[] {
  const recording = broadcasts.recordingOf(liveStreamId);
  const playable = recording?.playbackIds?.find(({ policy }) => policy === access);
  return [
    ...(latency === "low" ? [{ kind: "ll-hls" as const, url }] : []),
    ...(recording && playable
      ? [{ kind: recording.isLive ? ("dvr" as const) : ("vod" as const), url: addressOf(playable.id) }]
      : []),
  ];
}

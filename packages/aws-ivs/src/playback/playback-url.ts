import { HybridStreamError, type LiveStreamHandle, type Playback, type ViewerContext } from "@hybrid-stream/spec";
import { latencySeconds } from "../capabilities.js";
import { dataOf, type IvsContext } from "../ivs-context.js";
import { signPlaybackToken } from "./playback-token.js";

const operation = "getPlaybackUrl";
const defaultExpirySeconds = 3600;

/** Makes an address without a request: the handle holds what IVS answered, and tokens are signed here. */
export function playbackUrlOf(context: IvsContext, handle: LiveStreamHandle, viewer: ViewerContext): Playback {
  const { settings, recordedShows } = context;
  const { access, channelArn, playbackUrl } = dataOf(context, handle, operation);
  const fail = (code: "playback-not-ready" | "request-rejected", message: string) =>
    new HybridStreamError({ code, message, provider: settings.id, operation });
  if (playbackUrl === undefined || channelArn === undefined) {
    throw fail(
      "playback-not-ready",
      "The stream's creation has not come to its end: createLiveStream tells its address.",
    );
  }
  const vod = recordedShows.urlOf(channelArn);
  const common = {
    kind: "hls",
    latencySeconds: { ...latencySeconds },
    variants: vod === null ? [] : [{ kind: "vod" as const, url: vod }],
  } as const;
  if (access === "public") return { ...common, variants: [...common.variants], url: playbackUrl, expiresAt: null };
  if (settings.token === null) {
    throw fail("request-rejected", "The stream is signed: give awsIvs() the option playbackAuthorization.");
  }
  const { viewerId, expiresInSeconds = defaultExpirySeconds } = viewer;
  // As a number that JSON has not, it would become a token without an end.
  if (!Number.isFinite(expiresInSeconds)) {
    throw fail("request-rejected", "expiresInSeconds must be a finite number of seconds.");
  }
  const now = settings.clock.now();
  const { token, expiresAt } = signPlaybackToken(settings.token, { channelArn, viewerId, expiresInSeconds, now });
  return {
    ...common,
    variants: [...common.variants],
    url: `${playbackUrl}?token=${token}`,
    expiresAt: expiresAt.toISOString(),
  };
}

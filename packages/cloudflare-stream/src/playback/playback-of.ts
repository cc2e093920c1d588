import type { Playback, PlaybackVariant, ViewerContext } from "@hybrid-stream/spec";
import { HybridStreamError } from "@hybrid-stream/spec";
import type { HandleData } from "../live-inputs/stream-identity.js";
import type { PlatformContext } from "../platform-context.js";
import { signPlaybackToken } from "./playback-token.js";

/** From camera to screen. Seconds; Cloudflare's own words are "up to about 30" and, for LL-HLS, "under 10". */
export const standardLatency = { low: 10, high: 30 } as const;

const defaultLifeSeconds = 3600;

type Context = Pick<PlatformContext, "settings" | "origin" | "broadcasts">;

/** The playback addresses of a live stream, made without a request. */
export function playbackOf(data: HandleData, viewer: ViewerContext, context: Context): Playback {
  const { origin, broadcasts } = context;
  const base = origin.url(data.customerCode);
  const lifeSeconds = viewer.expiresInSeconds ?? defaultLifeSeconds;
  if (Number.isNaN(lifeSeconds)) {
    throw new HybridStreamError({
      code: "request-rejected",
      message: "getPlaybackUrl: expiresInSeconds must be a number of seconds.",
      provider: context.settings.id,
      operation: "getPlaybackUrl",
      field: "expiresInSeconds",
    });
  }
  // One signature a viewer for the stream; further ones only where there is a video to play as well.
  const folderOf = (id: string) => {
    const { name, expiresAt } = nameOf(id, data, lifeSeconds, context);
    return { folder: `${base}/${name}`, expiresAt };
  };
  const { folder, expiresAt } = folderOf(data.inputId);
  const playlist = `${folder}/manifest/video.m3u8`;
  const variants: PlaybackVariant[] = [];
  if (data.lowLatency) variants.push({ kind: "ll-hls", url: `${playlist}?protocol=llhls` });
  if (viewer.purpose === "view") {
    const { running, recorded } = broadcasts.of(data.inputId);
    const show = running === null ? folder : folderOf(running).folder;
    variants.push({ kind: "dvr", url: `${show}/manifest/video.m3u8?dvrEnabled=true` });
    variants.push({ kind: "dash", url: `${folder}/manifest/video.mpd` });
    if (recorded != null) variants.push({ kind: "vod", url: `${folderOf(recorded).folder}/manifest/video.m3u8` });
  }
  return { kind: "hls", url: playlist, latencySeconds: { ...standardLatency }, expiresAt, variants };
}

function nameOf(
  id: string,
  data: HandleData,
  lifeSeconds: number,
  { settings }: Context,
): { readonly name: string; readonly expiresAt: string | null } {
  if (data.access === "public") return { name: id, expiresAt: null };
  const { signingKey: key, clock, accessRules } = settings;
  if (key === null) {
    throw new HybridStreamError({
      code: "invalid-options",
      message: "This live stream needs signed playback: set the option signingKey.",
      provider: settings.id,
      operation: "getPlaybackUrl",
      field: "signingKey",
    });
  }
  const { token, expiresAt } = signPlaybackToken({ subject: id, now: clock.now(), lifeSeconds, accessRules, key });
  return { name: token, expiresAt: expiresAt.toISOString() };
}

import type { Playback, PlaybackVariant, ViewerContext } from "@hybrid-stream/spec";
import { viewerUrl } from "./addresses.js";
import { latencyOf } from "./capabilities.js";
import type { OriginAddresses } from "./origin-runtime.js";
import type { PlaybackTokens } from "./playback/playback-token.js";
import { recordingFile } from "./serve/stream-playlists.js";
import type { Settings } from "./settings.js";
import type { OriginStream } from "./stream/origin-stream.js";
import type { HandleData } from "./stream/stream-identity.js";

/** What an address is made from. */
export interface PlaybackRequest {
  readonly data: HandleData;
  readonly viewer: ViewerContext;
  readonly addresses: OriginAddresses;
  readonly tokens: PlaybackTokens;
  readonly settings: Settings;
  /** `null` when the origin does not know the stream (any more). */
  readonly stream: OriginStream | null;
}

/** Makes an address locally. A token stands in the path, so that the relative addresses in playlists carry it on. */
export function playbackOf({ data, viewer, addresses, tokens, settings, stream }: PlaybackRequest): Playback {
  const { streamId } = data;
  const isProbe = viewer.purpose === "probe";
  // A probe of a public stream has a token too: only this process can make one, so no viewer passes for a probe.
  const isSigned = data.access === "signed" || (isProbe && settings.countsViewers);
  const ttl = Math.min(viewer.expiresInSeconds ?? settings.ttl.defaultSeconds, settings.ttl.maxSeconds);
  const expiresAt = new Date(settings.clock.now().getTime() + ttl * 1000);
  const { purpose, viewerId } = viewer;
  const base = viewerUrl(settings, addresses);
  const folder = isSigned
    ? `${base}/v/${tokens.sign({ streamId, purpose, viewerId, expiresAt })}/${streamId}`
    : `${base}/${settings.storage?.prefix ?? "live/"}${streamId}`;
  return {
    kind: "hls",
    url: `${folder}/index.m3u8`,
    latencySeconds: latencyOf(settings),
    expiresAt: isSigned ? expiresAt.toISOString() : null,
    variants: variantsOf(stream, settings).map(({ kind, url }) => ({ kind, url: `${folder}/${url}` })),
  };
}

function variantsOf(stream: OriginStream | null, settings: Settings): PlaybackVariant[] {
  const variants: PlaybackVariant[] = [];
  if (settings.dvrWindow !== null) variants.push({ kind: "dvr", url: "dvr.m3u8" });
  if (stream?.state.recording !== true) return variants;
  const deletedUntil = Date.parse(stream.state.recordingsDeletedAt ?? "");
  // Of a broadcast that is to be deleted, the media may still be there for the last live viewers.
  const recorded = stream.store.table.broadcasts.findLast(
    ({ endedAt }) => endedAt !== null && !(endedAt <= deletedUntil),
  );
  if (recorded !== undefined) variants.push({ kind: "vod", url: recordingFile(recorded.id) });
  return variants;
}

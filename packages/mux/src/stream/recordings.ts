import { type CallContext, HybridStreamError, type LiveStreamHandle } from "@hybrid-stream/spec";
import type { MuxAsset, MuxLiveStream } from "../api/answers.js";
import { refuseAborted } from "../api/given-up.js";
import type { Calling } from "../api/mux-client.js";
import type { MuxContext } from "../mux-context.js";
import { liveStreamIdOf } from "./find-live-stream.js";

/** What Mux recorded of one broadcast. */
export interface MuxRecording {
  /** The `broadcastId` of the status. */
  readonly assetId: string;
  readonly createdAt: Date | null;
  /** `preparing`, `ready`, `errored`, or what is new at Mux; `null` when it does not tell. */
  readonly status: string | null;
  /** The broadcast still goes on. */
  readonly isLive: boolean;
  /** Seconds; `null` until Mux tells. */
  readonly durationSeconds: number | null;
  /** `null` when the recording has no way in for players. */
  readonly playbackId: string | null;
}

/** What an `endLiveStream` that keeps recordings writes on them, so that a later one does not delete them. */
export const keptMark = "hs1/kept";

const recordingOf = (asset: MuxAsset): MuxRecording => ({
  assetId: asset.id,
  createdAt: asset.createdAt,
  status: asset.status,
  isLive: asset.isLive,
  durationSeconds: asset.durationSeconds,
  playbackId: asset.playbackIds[0]?.id ?? null,
});

const ageOf = ({ createdAt }: MuxAsset): number => createdAt?.getTime() ?? 0;

/** The recordings of a stream, the oldest first, also of one that was deleted. From then on playback knows the newest. */
export async function findRecordings(
  context: MuxContext,
  handle: LiveStreamHandle,
  call: CallContext,
): Promise<MuxRecording[]> {
  const calling: Calling = { call, operation: "findRecordings", priority: "observe" };
  refuseAborted(context.provider, calling.operation, call);
  const id = await liveStreamIdOf(context, handle, calling);
  if (id === null) return [];
  const assets = (await context.assets.ofLiveStream(id, calling)).sort((one, other) => ageOf(one) - ageOf(other));
  const newest = assets.at(-1);
  if (newest) context.broadcasts.learn(id, newest, newest.isLive);
  return assets.map(recordingOf);
}

/** Learns the addresses of recordings that streams name, one request for each that is new, `most` at a time. */
export async function learnRecordings(
  { provider, assets, broadcasts }: MuxContext,
  streams: readonly MuxLiveStream[],
  { calling, most }: { readonly calling: Calling; readonly most: number },
): Promise<void> {
  const unknown: { readonly stream: MuxLiveStream; readonly assetId: string }[] = [];
  for (const stream of streams) {
    const assetId = stream.activeAssetId ?? stream.recentAssetIds.at(-1);
    if (assetId === undefined) continue;
    if (broadcasts.named(stream.id, assetId, stream.activeAssetId !== null)) unknown.push({ stream, assetId });
  }
  const learn = async ({ stream, assetId }: (typeof unknown)[number]): Promise<void> => {
    try {
      const asset = await assets.get(assetId, { ...calling, priority: "sweep" });
      broadcasts.learn(stream.id, asset, stream.activeAssetId !== null);
    } catch (thrown) {
      // A status without it is better than none.
      if (!HybridStreamError.isInstance(thrown)) throw thrown;
      // A stream goes on naming recordings that were deleted.
      const isGone = thrown.code === "not-found" && stream.activeAssetId === null;
      if (isGone) broadcasts.learn(stream.id, { id: assetId, playbackIds: [] }, false);
      calling.call.logger.debug({ provider, assetId, code: thrown.code }, "recording not read");
    }
  };
  await Promise.all(unknown.slice(0, most).map(learn));
}

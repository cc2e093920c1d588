import {
  type CallContext,
  type EndOptions,
  type EndReceipt,
  HybridStreamError,
  type LiveStreamHandle,
} from "@hybrid-stream/spec";
import type { MuxAsset, MuxLiveStream } from "../api/answers.js";
import { refuseAborted } from "../api/given-up.js";
import type { Calling } from "../api/mux-client.js";
import type { MuxContext } from "../mux-context.js";
import { liveStreamIdOf } from "./find-live-stream.js";
import { keptMark, learnRecordings } from "./recordings.js";
import { getIfThere } from "./stream-status.js";

/** How long Mux is left alone when it does not delete a recording yet. */
const pauseMs = 3000;
const over: EndReceipt = { state: "ended", viewersOff: true, retryAfterMs: 0 };
const notYet: EndReceipt = { state: "ending", viewersOff: true, retryAfterMs: pauseMs };

/** First the encoder goes and the key dies, then the recordings are seen to, then the stream goes. */
export async function endLiveStream(
  context: MuxContext,
  handle: LiveStreamHandle,
  { end, call }: { readonly end: EndOptions; readonly call: CallContext },
): Promise<EndReceipt> {
  const calling: Calling = { call, operation: "endLiveStream", priority: "stop" };
  refuseAborted(context.provider, calling.operation, call);
  const id = await liveStreamIdOf(context, handle, calling);
  if (id === null) return over;
  if (end.disposition === "retire" && end.recording === "keep") {
    await deleteStream(context, id, calling);
    await keepAddress(context, id, calling);
    return over;
  }
  const stream = await getIfThere(context, id, calling);
  if (stream !== null) await shutOut(context, stream, end, calling);
  const assets = await recordingsOf(context, id, stream, calling);
  if (end.recording === "keep") {
    // Reused, for shows whose recordings may be deleted: those of this one are not theirs.
    for (const asset of assets) await context.assets.setPassthrough(asset.id, keptMark, calling);
    if (stream !== null) await learnRecordings(context, [{ ...stream, activeAssetId: null }], { calling, most: 1 });
  } else if (!(await deleteRecordings(context, assets, calling))) return notYet;
  else context.broadcasts.forgetRecording(id);
  if (end.disposition === "retire" && stream !== null) await deleteStream(context, id, calling);
  return over;
}

/** What the newest recording is watched by, if a status has named it: the stream's own answer is gone. */
async function keepAddress({ assets, broadcasts }: MuxContext, id: string, calling: Calling): Promise<void> {
  const known = broadcasts.recordingOf(id);
  if (known === null) return;
  if (known.playbackIds !== null) {
    broadcasts.over(id);
    return;
  }
  const asset = await assets.get(known.assetId, calling).catch((thrown: unknown) => {
    // The stream has ended all the same, and `findRecordings` still finds it.
    if (!HybridStreamError.isInstance(thrown)) throw thrown;
    return null;
  });
  if (asset !== null) broadcasts.learn(id, asset, false);
}

/** If it is active, this cuts the ingest and drops the encoder. */
async function deleteStream({ liveStreams, finder }: MuxContext, id: string, calling: Calling): Promise<void> {
  await liveStreams.delete(id, calling).catch(ignoreNotFound);
  finder.deleted(id);
}

function ignoreNotFound(thrown: unknown): void {
  if (!HybridStreamError.isInstance(thrown) || thrown.code !== "not-found") throw thrown;
}

/** The encoder goes first: a new key is a POST, and may have to wait for its turn. */
async function shutOut(
  { liveStreams, broadcasts }: MuxContext,
  { id, status }: MuxLiveStream,
  { disposition }: EndOptions,
  calling: Calling,
): Promise<void> {
  if (status !== "disabled") await liveStreams.put(id, "disable", calling);
  else if (broadcasts.isFenced(id)) return;
  if (disposition !== "reuse") return;
  await liveStreams.resetStreamKey(id, calling);
  broadcasts.fence(id, true);
}

/** Those that no earlier end was told to keep. The list may be behind: the stream itself names its newest one. */
async function recordingsOf(
  { assets }: MuxContext,
  id: string,
  stream: MuxLiveStream | null,
  calling: Calling,
): Promise<MuxAsset[]> {
  const found = await assets.ofLiveStream(id, calling).catch((thrown: unknown): MuxAsset[] => {
    ignoreNotFound(thrown);
    return [];
  });
  const newest = stream?.activeAssetId ?? stream?.recentAssetIds.at(-1);
  if (newest !== undefined && !found.some((asset) => asset.id === newest)) {
    const unlisted = await assets.get(newest, calling).catch(ignoreNotFound);
    if (unlisted) found.push(unlisted);
  }
  return found.filter(({ passthrough }) => passthrough !== keptMark);
}

/** Whether all are gone. Mux may want a moment after the end of the broadcast. */
async function deleteRecordings(
  { assets }: MuxContext,
  recordings: readonly MuxAsset[],
  calling: Calling,
): Promise<boolean> {
  let isDone = true;
  for (const { id } of recordings) {
    try {
      await assets.delete(id, calling);
    } catch (thrown) {
      if (!HybridStreamError.isInstance(thrown)) throw thrown;
      if (thrown.code === "conflict" || thrown.code === "request-rejected") isDone = false;
      else ignoreNotFound(thrown);
    }
  }
  return isDone;
}

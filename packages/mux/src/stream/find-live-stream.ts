import type { CallContext, EffectContext, FoundLiveStream, LiveStreamHandle } from "@hybrid-stream/spec";
import type { MuxLiveStream } from "../api/answers.js";
import { refuseAborted } from "../api/given-up.js";
import type { Calling } from "../api/mux-client.js";
import type { MuxContext } from "../mux-context.js";
import { namespaceHashOf, passthroughOf, readPassthrough } from "./passthrough.js";
import { readHandle, type StreamHandleData, toHandle } from "./stream-handle.js";

/** As its answer tells of it: the way in for players is the signed one only where there is no public one. */
export function handleDataOf(stream: MuxLiveStream, passthrough: string): StreamHandleData {
  const playback = stream.playbackIds.find(({ policy }) => policy === "public") ?? stream.playbackIds[0];
  const access = playback?.policy === "signed" ? "signed" : "public";
  return {
    passthrough,
    access,
    latency: stream.latencyMode === "low" || stream.latencyMode === "reduced" ? "low" : "standard",
    liveStreamId: stream.id,
    ...(playback && { playbackId: playback.id }),
  };
}

/** The stream of an incarnation, or `null`. */
export async function findLiveStream(context: MuxContext, call: EffectContext): Promise<LiveStreamHandle | null> {
  const operation = "findLiveStream";
  const { provider, finder } = context;
  refuseAborted(provider, operation, call);
  const { namespace, channelId, streamIncarnation } = call;
  const passthrough = passthroughOf({ namespace, channelId, streamIncarnation });
  const stream = await finder.find(passthrough, { call, operation, priority: "observe" });
  return stream === null ? null : toHandle(provider, handleDataOf(stream, passthrough));
}

/** Those of this namespace, out of all of the environment. */
export async function* listLiveStreams(
  { provider, liveStreams }: MuxContext,
  call: CallContext,
): AsyncGenerator<FoundLiveStream> {
  const operation = "listLiveStreams";
  refuseAborted(provider, operation, call);
  const namespaceHash = namespaceHashOf(call.namespace);
  const seen = new Set<string>();
  for await (const page of liveStreams.pages({ call, operation, priority: "sweep" })) {
    for (const stream of page) {
      const read = readPassthrough(stream.passthrough);
      // One that is created meanwhile moves the others on, and the last of a page comes again on the next.
      if (read?.namespaceHash !== namespaceHash || stream.passthrough === null || seen.has(stream.id)) continue;
      seen.add(stream.id);
      const { channelId, streamIncarnation } = read;
      const handle = toHandle(provider, handleDataOf(stream, stream.passthrough));
      yield { handle, channelId, streamIncarnation, createdAt: stream.createdAt };
    }
  }
}

/** The id out of a handle; of a partial one by looking for it, `null` when there is none. */
export async function liveStreamIdOf(
  { provider, finder }: MuxContext,
  handle: LiveStreamHandle,
  calling: Calling,
): Promise<string | null> {
  const data = readHandle(handle, provider, calling.operation);
  if (data.liveStreamId !== undefined) return data.liveStreamId;
  return (await finder.find(data.passthrough, calling))?.id ?? null;
}

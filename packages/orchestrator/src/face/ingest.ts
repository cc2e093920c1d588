import { type ChannelRecord, HybridStreamError, type IngestEndpoint } from "@hybrid-stream/spec";
import { withDeadline } from "../loop/deadline.js";
import { callContext, type Engine } from "../loop/engine.js";

const readMs = 8000;

/** The address and key for the seller's own encoder: the one place that hands a key to the host. */
export async function ingestFor(engine: Engine, record: ChannelRecord, closed: AbortSignal): Promise<IngestEndpoint> {
  const { order, state } = record;
  if (order.mode !== "hls-only") {
    throw new HybridStreamError({
      code: "mode-mismatch",
      message: `Channel "${order.channelId}" is in mode "${order.mode}": only "hls-only" hands its key to an encoder.`,
      operation: "getIngest",
    });
  }
  const stream = state?.session === order.session && order.desired === "live" ? state.stream : null;
  const platform = stream && engine.platforms.get(stream.platform);
  if (!stream?.handle || !platform || stream.step !== "ready") {
    throw new HybridStreamError({
      code: "playback-not-ready",
      message: `Channel "${order.channelId}" has no live stream yet: start it with waitUntil "playback-url".`,
      operation: "getIngest",
    });
  }
  if ((state?.relay && state.relay.step !== "gone") || (state?.tombstones.length ?? 0) > 0) {
    throw new HybridStreamError({
      code: "playback-not-ready",
      message: `Channel "${order.channelId}" still has a relay that holds the key: ask again when it is gone.`,
      operation: "getIngest",
    });
  }
  const { handle, incarnation } = stream;
  const limits = { clock: engine.clock, milliseconds: readMs, provider: platform.id, operation: "getStreamKey" };
  return withDeadline({ ...limits, parent: closed }, (signal) =>
    platform.getStreamKey(handle, {
      ...callContext(engine, signal),
      channelId: order.channelId,
      session: order.session,
      instanceId: engine.instanceId,
      streamIncarnation: incarnation,
      relayGeneration: state?.counters.relayGeneration ?? 0,
      relayAttempt: 0,
      resume: handle,
      // Nothing is created for which a handle would have to be stored.
      checkpoint: async () => {},
    }),
  );
}

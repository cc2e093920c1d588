import { type ChannelMode, type ChannelRecord, type ChannelState, HybridStreamError } from "@hybrid-stream/spec";
import { modes } from "./order-request.js";

export function channelNotFound(channelId: string, operation: string): HybridStreamError {
  return new HybridStreamError({
    code: "channel-not-found",
    message: `No channel "${channelId}" is known here: start it with startChannel first.`,
    operation,
    field: "channelId",
  });
}

/** @throws `invalid-order` when the channel cannot change to this mode. */
export function refuseMode(current: ChannelRecord, mode: ChannelMode): void {
  const { source } = current.order;
  const unknownMode = !modes.includes(mode);
  const needsSource = mode === "hybrid" && source.kind === "encoder";
  if (!unknownMode && !needsSource) return;
  throw new HybridStreamError({
    code: "invalid-order",
    message: unknownMode
      ? `setMode: \`mode\` must be one of ${modes.join(", ")}.`
      : "setMode: the channel was ordered without a source for a relay: end it and start it with a `source`.",
    field: "mode",
    operation: "setMode",
  });
}

export function orderConflict(channelId: string, fields: readonly string[]): HybridStreamError {
  return new HybridStreamError({
    code: "order-conflict",
    message: `Channel "${channelId}" is live with a different order (${fields.join(", ")}): end it first, or use setMode.`,
    field: fields[0],
    operation: "startChannel",
  });
}

export function channelOver(channelId: string, operation: string): HybridStreamError {
  return new HybridStreamError({
    code: "channel-ended",
    message: `Channel "${channelId}" has ended or is ending.`,
    operation,
  });
}

export function endedWhileWaiting(channelId: string): HybridStreamError {
  return new HybridStreamError({
    code: "channel-ended",
    message: `Channel "${channelId}" was ordered to end while this call waited for it.`,
    operation: "startChannel",
  });
}

export function channelFailed(channelId: string, state: ChannelState): HybridStreamError {
  return new HybridStreamError({
    code: "channel-failed",
    message: `Channel "${channelId}" has failed: ${state.error?.message ?? state.phaseReason}`,
    operation: "startChannel",
    provider: state.error?.provider,
    field: state.error?.field,
  });
}

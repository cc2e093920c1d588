import type { ChannelRecord } from "@hybrid-stream/spec";
import { channelFailed, endedWhileWaiting } from "./refusals.js";
import { areViewersOff } from "./snapshot.js";

/**
 * Whether what a start waits for has come: viewers get new segments, or only an address for the player.
 *
 * @throws `channel-ended`, `channel-failed` when it will not come.
 */
export function hasStarted({ order, state }: ChannelRecord, addressIsEnough: boolean): boolean {
  if (order.desired === "ended") throw endedWhileWaiting(order.channelId);
  if (state?.session !== order.session) return false;
  if (state.phase === "failed") throw channelFailed(order.channelId, state);
  if (state.phase === "live" || state.phase === "degraded") return true;
  return addressIsEnough && state.stream?.step === "ready";
}

/** Whether what an end waits for has come: viewers are off, or every vendor has confirmed. */
export function hasEnded({ order, state }: ChannelRecord, viewersOffIsEnough: boolean): boolean {
  // A new session means that the one that was ended here is over for its viewers.
  if (order.desired === "live") return true;
  if (state?.handledRevision !== order.orderRevision) return false;
  return viewersOffIsEnough ? areViewersOff(state) : state.settled;
}

import { type CallContext, delay, type EndOptions, type EndReceipt, type LiveStreamHandle } from "@hybrid-stream/spec";
import type { CallScope } from "../client/ivs-caller.js";
import { dataOf, type IvsContext, scopeOf } from "../ivs-context.js";
import { deleteStreamKey, listStreamKeys } from "../key/key-calls.js";
import { stopBroadcast } from "../key/stop-broadcast.js";
import { deleteChannel } from "./channel-calls.js";
import { channelsNamed, mayBeUnlisted } from "./find-channels.js";

const ended: EndReceipt = { state: "ended", viewersOff: true, retryAfterMs: 0 };
/** A channel may count as live for a moment longer, and the SDK does not repeat a conflict. Milliseconds. */
const deletePausesMs = [500, 1000];

const notYetListed: EndReceipt = { state: "ending", viewersOff: false, retryAfterMs: 2000 };

/**
 * Takes one step. A partial handle names its channel alone: all that carry the name are ended, for a creation may have
 * been sent twice; and none is no end while a list may lag behind a creation whose answer was lost.
 */
export async function endLiveStream(
  context: IvsContext,
  { handle, end }: { readonly handle: LiveStreamHandle; readonly end: EndOptions },
  call: CallContext,
): Promise<EndReceipt> {
  const operation = "endLiveStream";
  const scope = scopeOf(operation, call, "stop");
  const { channelArn, name, begunAt } = dataOf(context, handle, operation);
  if (channelArn !== undefined) return endChannel(context, { channelArn, end }, scope);
  const channels = await channelsNamed(context.ivs, { name, namespace: call.namespace }, scope);
  if (channels.length === 0) return mayBeUnlisted(context.settings, begunAt) ? notYetListed : ended;
  let slowest = ended;
  for (const { arn } of channels) {
    const receipt = await endChannel(context, { channelArn: arn, end }, scope);
    if (receipt.state === "ending" && (slowest.viewersOff || !receipt.viewersOff)) slowest = receipt;
  }
  return slowest;
}

/** The key dies first, or the encoder would be back; then the broadcast is cut; then the channel goes. */
async function endChannel(
  context: IvsContext,
  { channelArn, end }: { readonly channelArn: string; readonly end: EndOptions },
  scope: CallScope,
): Promise<EndReceipt> {
  if (end.recording === "delete") context.recordedShows.discard(channelArn, context.settings.clock.now().getTime());
  const keys = await listStreamKeys(context.ivs, channelArn, scope);
  if (keys === null) return ended;
  for (const arn of keys) await deleteStreamKey(context.ivs, arn, scope);
  const state = await stopBroadcast(context, channelArn, scope);
  if (state === "gone") return ended;
  if (state === "on") return { state: "ending", viewersOff: false, retryAfterMs: 1000 };
  if (end.disposition === "reuse") return ended;
  return (await isDeleted(context, channelArn, scope))
    ? ended
    : { state: "ending", viewersOff: true, retryAfterMs: 2000 };
}

async function isDeleted({ ivs, settings }: IvsContext, channelArn: string, scope: CallScope): Promise<boolean> {
  for (const pauseMs of deletePausesMs) {
    if ((await deleteChannel(ivs, channelArn, scope)) === "deleted") return true;
    // An abort during the pause is reported by the request, which is not sent then.
    await delay(settings.clock, pauseMs, scope.signal).catch(() => {});
  }
  return (await deleteChannel(ivs, channelArn, scope)) === "deleted";
}

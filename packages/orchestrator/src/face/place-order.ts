import { type ChannelOrder, type ChannelRecord, HybridStreamError, type JournalEntry } from "@hybrid-stream/spec";
import type { Engine } from "../loop/engine.js";

const triesAtMost = 5;

/**
 * Stores the order that `next` makes of what is stored (`null`: nothing to store). Tries again when another order came
 * between reading and writing.
 */
export async function placeOrder(
  engine: Engine,
  channelId: string,
  next: (current: ChannelRecord | null) => { order: ChannelOrder; message: string } | null,
): Promise<void> {
  for (let tries = 0; tries < triesAtMost; tries += 1) {
    const wanted = next(await engine.store.load(channelId));
    if (wanted === null) return;
    const receipt = await engine.store.putOrder(wanted.order, [entryOf(engine, wanted.order, wanted.message)]);
    if (receipt.outcome === "stored") return;
  }
  throw new HybridStreamError({
    code: "order-conflict",
    message: `Channel "${channelId}" was ordered differently by several callers at once: read it and order again.`,
    retry: "safe",
    operation: "putOrder",
  });
}

function entryOf(engine: Engine, order: ChannelOrder, message: string): JournalEntry {
  return {
    channelId: order.channelId,
    session: order.session,
    at: engine.clock.now().toISOString(),
    kind: "order",
    message,
    data: { orderRevision: order.orderRevision, desired: order.desired, mode: order.mode },
  };
}

import type { Hint } from "@hybrid-stream/spec";
import { createVirtualClock } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { readOrderRequest } from "../face/order-request.js";
import { memoryStore } from "./memory-store.js";

describe("hints", () => {
  const hint = (id: string, change: Partial<Hint> = {}): Hint => ({
    id,
    provider: "p",
    vendorRef: "task-1",
    summary: "it ended",
    ...change,
  });

  it("are handled once within a day, each provider's for itself", async () => {
    const clock = createVirtualClock();
    const store = memoryStore({ clock });
    expect(await store.putHint(hint("1"), null)).toBe(true);
    expect(await store.putHint(hint("1"), null)).toBe(false);
    expect(await store.putHint(hint("1", { provider: "q" }), null)).toBe(true);
    await clock.advance(24 * 3600 * 1000);
    expect(await store.putHint(hint("1"), null)).toBe(true);
  });

  it("are taken once, by the channel or by a reference, and wake the channel", async () => {
    const store = memoryStore({ clock: createVirtualClock() });
    const wakes: unknown[] = [];
    store.subscribe((wake) => wakes.push(wake));
    await store.putHint(hint("1"), "a");
    await store.putHint(hint("2", { vendorRef: "task-2" }), null);
    const take = async (channelId: string, vendorRefs: string[]) =>
      (await store.takeHints({ channelId, vendorRefs })).map(({ id }) => id);
    expect(await take("b", ["task-3"])).toEqual([]);
    expect(await take("a", [])).toEqual(["1"]);
    expect(await take("b", ["task-2"])).toEqual(["2"]);
    expect([await take("a", []), await take("b", ["task-2"])]).toEqual([[], []]);
    expect(wakes).toEqual([
      { channelId: "a", reason: "hint", vendorRef: "task-1" },
      { channelId: null, reason: "hint", vendorRef: "task-2" },
    ]);
  });

  it("wait for ten minutes for somebody whom they are about", async () => {
    const clock = createVirtualClock();
    const store = memoryStore({ clock });
    await store.putHint(hint("1"), null);
    await clock.advance(9 * 60_000);
    await store.putHint(hint("2"), null);
    await clock.advance(60_000);
    await store.putHint(hint("3", { vendorRef: "other" }), null);
    const taken = await store.takeHints({ channelId: "a", vendorRefs: ["task-1"] });
    expect(taken.map(({ id }) => id)).toEqual(["2"]);
  });

  it("are gone after ten minutes, also when none came after them", async () => {
    const clock = createVirtualClock();
    const store = memoryStore({ clock });
    await store.putHint(hint("1"), null);
    await clock.advance(601_000);
    expect(await store.takeHints({ channelId: "a", vendorRefs: ["task-1"] })).toEqual([]);
  });
});

describe("claims", () => {
  it("give the order first that has waited longest", async () => {
    const clock = createVirtualClock();
    const store = memoryStore({ clock });
    const put = async (channelId: string, orderRevision: number): Promise<void> => {
      const fields = readOrderRequest({ channelId, mode: "hls-only" });
      const orderedAt = clock.now().toISOString();
      await store.putOrder({ ...fields, orderRevision, session: orderRevision, desired: "live", orderedAt }, []);
      await clock.advance(1000);
    };
    await put("a", 1);
    await put("b", 1);
    await put("a", 2);
    const lease = await store.acquireLease("one", 15);
    const due = await store.claimDue({ lease, limit: 1 });
    expect(due.map(({ order }) => order.channelId)).toEqual(["b"]);
  });
});

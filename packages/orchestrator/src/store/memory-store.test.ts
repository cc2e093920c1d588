import type { ChannelOrder, ChannelState, CostInterval, JournalEntry } from "@hybrid-stream/spec";
import { createVirtualClock } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { openSession } from "../decide/initial-state.js";
import { readOrderRequest } from "../face/order-request.js";
import { memoryStore } from "./memory-store.js";

function setup() {
  const clock = createVirtualClock();
  const store = memoryStore({ clock });
  const orderOf = (channelId: string, orderRevision = 1, change: Partial<ChannelOrder> = {}): ChannelOrder => ({
    ...readOrderRequest({ channelId, mode: "hls-only" }),
    orderRevision,
    session: 1,
    desired: "live",
    orderedAt: clock.now().toISOString(),
    ...change,
  });
  const stateOf = (order: ChannelOrder, change: Partial<ChannelState> = {}): ChannelState => ({
    ...openSession(order, null, clock.now()),
    ...change,
  });
  const entry = (channelId: string, message: string, session = 1): JournalEntry => ({
    channelId,
    session,
    at: clock.now().toISOString(),
    kind: "decision",
    message,
    data: {},
  });
  const put = async (channelId: string): Promise<ChannelOrder> => {
    const order = orderOf(channelId);
    await store.putOrder(order, []);
    return order;
  };
  return { clock, store, orderOf, stateOf, entry, put };
}

describe("orders", () => {
  it("are stored one revision after the other, and a late one gets the one that stands", async () => {
    const { store, orderOf } = setup();
    expect((await store.putOrder(orderOf("a"), [])).outcome).toBe("stored");
    expect((await store.putOrder(orderOf("a", 2, { desired: "ended" }), [])).outcome).toBe("stored");
    const late = await store.putOrder(orderOf("a", 2, { mode: "agora-only" }), []);
    expect(late).toMatchObject({
      outcome: "conflict",
      order: { orderRevision: 2, desired: "ended", mode: "hls-only" },
    });
    expect((await store.load("a"))?.order).toMatchObject({ desired: "ended", mode: "hls-only" });
    expect((await store.putOrder(orderOf("a", 4), [])).outcome).toBe("conflict");
    await expect(store.putOrder(orderOf("new", 2), [])).rejects.toMatchObject({ field: "orderRevision" });
    expect(await store.load("new")).toBeNull();
  });

  it("are copied on the way in and out", async () => {
    const { store, put } = setup();
    const order = await put("a");
    order.tags.changed = "outside";
    const record = await store.load("a");
    if (record) record.order.tags.changed = "outside";
    expect((await store.load("a"))?.order.tags).toEqual({});
  });

  it("are listed by id, page by page, filtered", async () => {
    const { store, orderOf, put } = setup();
    for (const id of ["c", "a", "b"]) await put(id);
    await store.putOrder(orderOf("b", 2, { desired: "ended" }), []);
    const ids = async (query: Parameters<typeof store.list>[0]) =>
      (await store.list(query)).map(({ order }) => order.channelId);
    expect(await ids({})).toEqual(["a", "b", "c"]);
    expect(await ids({ limit: 1, after: "a" })).toEqual(["b"]);
    expect(await ids({ desired: "live" })).toEqual(["a", "c"]);
    expect(await ids({ settled: true })).toEqual([]);
  });

  it("wake subscribers until they leave", async () => {
    const { store, put } = setup();
    const wakes: unknown[] = [];
    const leave = store.subscribe((wake) => wakes.push(wake));
    await put("a");
    leave();
    await put("b");
    expect(wakes).toEqual([{ channelId: "a", reason: "order" }]);
  });
});

describe("leases", () => {
  it("go by the store's clock and never come back once they ran out", async () => {
    const { clock, store } = setup();
    const lease = await store.acquireLease("one", 15);
    await clock.advance(14_999);
    const renewed = await store.renewLease(lease, 15);
    expect(renewed?.epoch).toBe(lease.epoch);
    await clock.advance(15_000);
    expect(renewed && (await store.renewLease(renewed, 15))).toBeNull();
    expect((await store.acquireLease("two", 15)).epoch).toBeGreaterThan(lease.epoch);
  });

  it("are replaced by a new acquisition of the same instance", async () => {
    const { store } = setup();
    const old = await store.acquireLease("one", 15);
    await store.acquireLease("one", 15);
    expect(await store.renewLease(old, 15)).toBeNull();
  });

  it("let one instance claim, and the next only after the first is gone", async () => {
    const { clock, store, put } = setup();
    await put("a");
    const one = await store.acquireLease("one", 15);
    const two = await store.acquireLease("two", 60);
    const claimed = async (lease: typeof one) => (await store.claimDue({ lease, limit: 10 })).length;
    expect([await claimed(one), await claimed(two)]).toEqual([1, 0]);
    await clock.advance(15_000);
    expect([await claimed(one), await claimed(two)]).toEqual([0, 1]);
  });

  it("give their channels up at once when released", async () => {
    const { store, put } = setup();
    await put("a");
    const one = await store.acquireLease("one", 15);
    await store.claimDue({ lease: one, limit: 10 });
    await store.releaseLease(one);
    const two = await store.acquireLease("two", 15);
    expect(await store.claimDue({ lease: two, limit: 10 })).toHaveLength(1);
  });

  it("claim again what has a new order, at most as many as asked for, and nothing that is settled", async () => {
    const { store, orderOf, stateOf, put } = setup();
    const lease = await store.acquireLease("one", 15);
    for (const id of ["a", "b"]) await put(id);
    const due = async () => (await store.claimDue({ lease, limit: 1 })).map(({ order }) => order.channelId);
    const save = (order: ChannelOrder, settled: boolean) =>
      store.save({
        lease,
        channelId: order.channelId,
        state: stateOf(order, { settled }),
        journal: [],
        costIntervals: [],
      });
    expect(await due()).toEqual(["a"]);
    await save(orderOf("a"), true);
    expect(await due()).toEqual(["b"]);
    await save(orderOf("b"), false);
    expect(await due()).toEqual([]);
    await store.putOrder(orderOf("b", 2), []);
    expect(await due()).toEqual(["b"]);
  });
});

describe("saves", () => {
  it("write nothing without the lease that owns the channel", async () => {
    const { clock, store, stateOf, entry, put } = setup();
    const order = await put("a");
    const one = await store.acquireLease("one", 15);
    const save = (lease: typeof one) =>
      store.save({ lease, channelId: "a", state: stateOf(order), journal: [entry("a", "saved")], costIntervals: [] });
    expect(await save(one)).toBe("lease-lost");
    await store.claimDue({ lease: one, limit: 1 });
    expect(await save(one)).toBe("saved");
    const two = await store.acquireLease("two", 60);
    expect(await save(two)).toBe("lease-lost");
    await clock.advance(15_000);
    expect(await save(one)).toBe("lease-lost");
    await store.claimDue({ lease: two, limit: 1 });
    expect(await save(two)).toBe("saved");
    expect((await store.readJournal({ channelId: "a", limit: 10 })).entries).toHaveLength(2);
  });

  it("open a cost interval once and close it once", async () => {
    const { clock, store, stateOf, put } = setup();
    const order = await put("a");
    const lease = await store.acquireLease("one", 600);
    await store.claimDue({ lease, limit: 1 });
    const at = () => clock.now().toISOString();
    const book = async (closedAt: string | null) => {
      const interval: CostInterval = {
        id: "a/relay/1.1",
        channelId: "a",
        session: 1,
        task: "relay",
        provider: "p",
        openedAt: at(),
        closedAt,
      };
      await store.save({ lease, channelId: "a", state: stateOf(order), journal: [], costIntervals: [interval] });
    };
    const opened = at();
    await book(null);
    await clock.advance(1000);
    await book(null);
    const closed = at();
    await book(closed);
    await clock.advance(1000);
    await book(at());
    expect(await store.readCostIntervals({ channelId: "a" })).toMatchObject([{ openedAt: opened, closedAt: closed }]);
    expect(await store.readCostIntervals({ channelId: "a", session: 2 })).toEqual([]);
  });
});

describe("the journal", () => {
  it("is read in pages, by session, and drops the oldest past its limit without losing its place", async () => {
    const { store, orderOf, entry } = setup();
    const write = (revision: number, from: number, count: number) =>
      store.putOrder(
        orderOf("a", revision),
        Array.from({ length: count }, (_, index) => entry("a", `${from + index}`, from + index <= 100 ? 1 : 2)),
      );
    await write(1, 1, 300);
    const first = await store.readJournal({ channelId: "a", session: 1, limit: 60 });
    expect([first.entries[0]?.message, first.entries.at(-1)?.message]).toEqual(["1", "60"]);
    const second = await store.readJournal({ channelId: "a", session: 1, limit: 60, after: first.next ?? "" });
    expect([second.entries[0]?.message, second.entries.at(-1)?.message, second.entries.length]).toEqual([
      "61",
      "100",
      40,
    ]);
    await write(2, 301, 3000);
    const page = await store.readJournal({ channelId: "a", limit: 5000 });
    expect(page.next).toBeNull();
    expect(page.entries.length).toBeGreaterThanOrEqual(2000);
    expect(page.entries.length).toBeLessThanOrEqual(2200);
    expect(page.entries.at(-1)?.message).toBe("3300");
    const resumed = await store.readJournal({ channelId: "a", limit: 1, after: first.next ?? "" });
    expect(resumed.entries[0]?.message).toBe(page.entries[0]?.message);
  });

  it("of a channel that nobody knows is empty", async () => {
    expect(await setup().store.readJournal({ channelId: "x", limit: 1 })).toEqual({ entries: [], next: null });
  });
});

describe("metrics and found resources", () => {
  it("keep the last day of rows and give those since a moment", async () => {
    const { clock, store } = setup();
    const row = (at: Date) => ({
      channelId: "a",
      session: 1,
      at: at.toISOString(),
      spanSeconds: 60,
      agoraViewers: null,
      hlsViewers: 3,
      bitrateKbps: null,
      relayHealth: "good",
      agoraViewerSeconds: null,
      hlsViewerSeconds: 180,
      bytes: null,
    });
    const begin = clock.now().getTime();
    const rows = Array.from({ length: 1500 }, (_, minute) => row(new Date(begin + minute * 60_000)));
    await store.appendMetrics(rows);
    const all = await store.readMetrics({ channelId: "a", since: new Date(0), limit: 2000 });
    expect([all.length, all[0]?.at]).toEqual([1440, rows[60]?.at]);
    const since = new Date(begin + 1498 * 60_000);
    expect(await store.readMetrics({ channelId: "a", since, limit: 1 })).toEqual([rows[1498]]);
  });

  it("give what was found once, to whoever holds a lease", async () => {
    const { clock, store } = setup();
    const lease = await store.acquireLease("one", 15);
    const resource = {
      channelId: "a",
      kind: "relay" as const,
      handle: { provider: "p", version: 1, data: {} },
      relayGeneration: 1,
      relayAttempt: 1,
      streamIncarnation: null,
      foundAt: clock.now().toISOString(),
    };
    await store.recordFound(resource);
    const expired = { ...lease, epoch: lease.epoch - 1 };
    expect(await store.takeFound(expired, "a")).toEqual([]);
    expect(await store.takeFound(lease, "b")).toEqual([]);
    expect(await store.takeFound(lease, "a")).toEqual([resource]);
    expect(await store.takeFound(lease, "a")).toEqual([]);
  });
});

import { estimate, type PresetName, usdString } from "@hybrid-stream/cost-model";
import { list202611, list202611NoAllowances } from "@hybrid-stream/cost-model/books";
import type { ChannelStore } from "@hybrid-stream/spec";
import { fakeRtcSource } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { type FakeSetup, fakeSetup, order } from "../../test/fake-setup.js";
import type { CostAlert, HybridStreamEvents } from "../face/events.js";
import { memoryStore } from "../store/memory-store.js";
import type { CostOptions } from "./cost-options.js";

const hourMs = 3_600_000;
const oneDollar = 1_000_000_000_000n;

interface CostSetup extends FakeSetup {
  readonly store: ChannelStore;
  readonly alerts: CostAlert[];
  readonly costs: HybridStreamEvents["channel:cost"][];
  /** A show is live, its viewers are counted, and the sample of now says so. */
  liveWith(viewers: number, channelId?: string): Promise<void>;
}

function costSetup(cost: CostOptions, make: Parameters<typeof fakeSetup>[0] = {}): CostSetup {
  const stores: ChannelStore[] = [];
  const setup = fakeSetup({
    rtc: ({ world }) => fakeRtcSource({ world }),
    store: ({ clock }) => {
      const store = memoryStore({ clock });
      stores.push(store);
      return store;
    },
    ...make,
    options: { cost, ...make.options },
  });
  const [store] = stores;
  if (store === undefined) throw new Error("no store was made");
  const alerts: CostAlert[] = [];
  const costs: HybridStreamEvents["channel:cost"][] = [];
  setup.hybrid.on("cost:alert", (alert) => alerts.push(alert));
  setup.hybrid.on("channel:cost", (event) => costs.push(event));
  const liveWith = async (viewers: number, channelId = "show"): Promise<void> => {
    await setup.hybrid.startChannel(order(channelId));
    await setup.until("live", channelId);
    for (const stream of setup.world.streams.values()) if (stream.channelId === channelId) stream.viewers = viewers;
    const known = await setup.clock.runUntil(
      async () => (await setup.hybrid.getMetrics(channelId)).hlsViewers?.value === viewers,
    );
    expect(known).toBe(true);
  };
  return { ...setup, store, alerts, costs, liveWith };
}

const plain = { book: list202611NoAllowances, architecture: "cloudflare-stream" } as const satisfies CostOptions;

describe("a constant hour", () => {
  it.each(["cloudflare-stream", "ivs-standard", "mux"] as const satisfies PresetName[])(
    "of %s costs what was estimated, to the pico-dollar",
    async (architecture) => {
      const { hybrid, clock, liveWith } = costSetup({ book: list202611NoAllowances, architecture });
      await liveWith(200);
      const before = await hybrid.getCost("show");
      await clock.advance(hourMs);
      const after = await hybrid.getCost("show");
      const bitrateKbps = (await hybrid.getMetrics("show")).bitrateKbps ?? 0;
      const wanted = estimate(plain.book, {
        architecture,
        viewers: 200,
        hours: 1,
        bitrateKbps: Math.round(bitrateKbps),
      });
      expect(after.accrued - before.accrued).toBe(wanted.total - wanted.recurring);
      expect(after.lineItems.reduce((sum, { cost }) => sum + cost, 0n)).toBe(after.accrued);
      await hybrid.close();
      expect(clock.pendingTimers).toBe(0);
    },
  );

  it("goes on as its burn rate and its forecast said", async () => {
    const { hybrid, clock, liveWith } = costSetup(plain);
    await liveWith(200);
    const now = await hybrid.getCost("show", { until: new Date(clock.now().getTime() + hourMs).toISOString() });
    await clock.advance(hourMs);
    const { accrued } = await hybrid.getCost("show");
    expect(now.forecast?.total).toBe(accrued);
    expect(now.burnPerMinute * 60n).toBe(accrued - now.accrued);
    expect(now).toMatchObject({
      currency: "USD",
      book: { id: plain.book.id, asOf: plain.book.asOf },
      channelId: "show",
    });
    await hybrid.close();
  });
});

describe("relay time", () => {
  it("is that of the cost intervals, through crashes", async () => {
    const { hybrid, clock, world, store, liveWith, until } = costSetup(plain);
    await liveWith(10);
    for (let crash = 0; crash < 3; crash += 1) {
      await clock.advance(123_457);
      const [task] = world.runningTasks();
      if (task === undefined) throw new Error("no relay runs");
      world.crashTask(task.id);
      await clock.advance(20_000);
      await until("live");
    }
    await hybrid.endChannel("show", { waitUntil: "stored" });
    await until("ended");
    const relays = (await store.readCostIntervals({ channelId: "show" })).filter(({ task }) => task === "relay");
    expect(relays.length).toBeGreaterThan(1);
    const ran = relays.reduce(
      (sum, { openedAt, closedAt }) => sum + Date.parse(closedAt ?? "") - Date.parse(openedAt),
      0,
    );
    const { lineItems, architecture } = await hybrid.getCost("show");
    const push = lineItems.filter(({ meter }) => meter.startsWith("agora.media-push"));
    expect(push.reduce((sum, { consumedQuantity }) => sum + consumedQuantity, 0n)).toBe(BigInt(ran));
    expect(architecture).toBeNull();
    const atTheEnd = (await hybrid.getCost("show")).accrued;
    await clock.advance(hourMs);
    expect((await hybrid.getCost("show")).accrued).toBe(atTheEnd);
    await hybrid.close();
  });
});

describe("without a relay", () => {
  it("a show on RTC costs its hosts and viewers there, whatever the other channels are carried by", async () => {
    const { hybrid, clock, until } = costSetup(plain, {
      rtc: ({ world }) => {
        const rtc = fakeRtcSource({ world });
        rtc.audience.set("show", 50);
        return rtc;
      },
    });
    await hybrid.startChannel({ ...order(), mode: "agora-only" });
    await until("live");
    await clock.advance(30_000);
    const before = await hybrid.getCost("show");
    await clock.advance(hourMs);
    const { accrued, architecture } = await hybrid.getCost("show");
    const wanted = estimate(plain.book, { architecture: "agora-only", viewers: 50, hours: 1 });
    expect(accrued - before.accrued).toBe(wanted.total);
    expect(architecture).toMatchObject({ relay: "none", platform: "agora-interactive" });
    await hybrid.close();
  });

  it("a show that waits for its publisher costs nothing more once the relay is gone", async () => {
    const { hybrid, clock, world, liveWith, until } = costSetup(plain);
    await liveWith(200);
    world.setPublisher("show", "absent");
    await until("waiting");
    await clock.advance(200_000);
    expect(world.runningTasks()).toEqual([]);
    const { accrued, burnPerMinute } = await hybrid.getCost("show");
    expect(burnPerMinute).toBe(0n);
    await clock.advance(hourMs);
    expect((await hybrid.getCost("show")).accrued).toBe(accrued);
    await hybrid.close();
  });
});

describe("what is not known", () => {
  it("is named, with what was assumed", async () => {
    const { hybrid, clock, until } = costSetup(plain, {
      rtc: ({ world }) => {
        const rtc = fakeRtcSource({ world });
        rtc.audience.set("show", null);
        return rtc;
      },
    });
    await hybrid.startChannel(order());
    await until("live");
    await clock.advance(600_000);
    const { unknown } = await hybrid.getCost("show");
    const agora = unknown.find(({ what }) => what === "agora-viewers");
    expect(agora?.assumed).toBe("0");
    expect(agora?.seconds).toBeGreaterThanOrEqual(600);
    expect(unknown.find(({ what }) => what === "resolution")?.assumed).toBe("720p");
    await hybrid.close();
  });

  it("is all of it without the option, and the error says so", async () => {
    const { hybrid, clock, until } = fakeSetup();
    await hybrid.startChannel(order());
    await until("live");
    let events = 0;
    hybrid.on("channel:cost", () => {
      events += 1;
    });
    await clock.advance(180_000);
    await expect(hybrid.getCost("show")).rejects.toMatchObject({ code: "cost-not-configured", field: "cost" });
    expect((await hybrid.getChannel("show"))?.cost).toBeNull();
    expect(events).toBe(0);
    await hybrid.close();
  });

  it("is a channel that was never ordered", async () => {
    const { hybrid } = costSetup(plain);
    await expect(hybrid.getCost("nobody")).rejects.toMatchObject({ code: "channel-not-found" });
    await hybrid.close();
  });
});

describe("snapshots and events", () => {
  it("carry the cost, at most once a minute", async () => {
    const { hybrid, clock, costs, liveWith } = costSetup(plain);
    await liveWith(100);
    const before = costs.length;
    await clock.advance(600_000);
    expect(costs.length - before).toBe(10);
    const { cost } = costs.at(-1) ?? {};
    expect((await hybrid.getChannel("show"))?.cost).toEqual(cost);
    expect(JSON.parse(JSON.stringify(cost))).toEqual(cost);
    expect(Number(cost?.accruedUsd)).toBeGreaterThan(1);
    expect(cost?.burnPerMinuteUsd).toBe(usdString((await hybrid.getCost("show")).burnPerMinute));
    await hybrid.close();
  });
});

describe("a budget", () => {
  const day = { id: "day", limit: oneDollar, period: "day" } as const;

  it("alerts once for each threshold, and asks for what the policy says", async () => {
    const { hybrid, clock, alerts, store, liveWith } = costSetup({ ...plain, budgets: [day] });
    await liveWith(200);
    await clock.advance(hourMs);
    const actual = alerts.filter(({ type }) => type === "ACTUAL");
    expect(actual.map(({ threshold, state }) => [threshold, state])).toEqual([
      [50, "ALARM"],
      [80, "ALARM"],
      [100, "ALARM"],
    ]);
    expect(actual.at(-1)).toMatchObject({ budgetId: "day", channelId: null, limitUsd: "1.00" });
    expect(actual.at(-1)?.actions.map(({ kind }) => kind)).toContain("refuse-new-channels");
    const { entries } = await store.readJournal({ channelId: "show", limit: 1000 });
    const told = entries.filter(({ data }) => data.budget === "day").map(({ message }) => message);
    expect(told).toContain('Budget "day": refuses new channels (100 % spent).');
    expect(told.some((message) => message.includes("asks for cap-rtc-seats"))).toBe(true);
    await hybrid.close();
  });

  it("refuses new channels once it is spent, and takes them again in the next period", async () => {
    const { hybrid, clock, store, liveWith } = costSetup({ ...plain, budgets: [day] });
    await liveWith(200);
    await clock.advance(hourMs);
    await expect(hybrid.startChannel(order("late"))).rejects.toMatchObject({ code: "budget-exceeded" });
    expect(await store.load("late")).toBeNull();
    // The show that is live goes on, and its own order again is no new one.
    expect((await hybrid.startChannel(order())).phase).toBe("live");
    await hybrid.endChannel("show");
    await clock.advance(24 * hourMs);
    await hybrid.startChannel(order("late"));
    expect((await hybrid.getChannel("late"))?.desired).toBe("live");
    await hybrid.close();
  });

  it("for a show alone says nothing about new ones", async () => {
    const { hybrid, clock, alerts, liveWith } = costSetup({ ...plain, budgets: [{ ...day, period: "stream" }] });
    await liveWith(200);
    await clock.advance(hourMs);
    expect(alerts.filter(({ type, threshold }) => type === "ACTUAL" && threshold === 100)).toMatchObject([
      { channelId: "show", session: 1, state: "ALARM" },
    ]);
    await hybrid.startChannel(order("other"));
    await hybrid.close();
  });
});

describe("options", () => {
  it.each<[string, CostOptions, string]>([
    ["a relay that cannot be priced", { book: list202611 }, 'cost.architecture.relays["fake-relay"]'],
    [
      "a platform that cannot be priced",
      { book: list202611, architecture: { relays: { "fake-relay": "ffmpeg" } } },
      'cost.architecture.platforms["fake-platform"]',
    ],
    ["a budget of nothing", { ...plain, budgets: [{ id: "a", limit: 0n, period: "day" }] }, "cost.budgets[0].limit"],
    ["no book", { ...plain, book: {} as never }, "cost.book"],
  ])("with %s are refused by name", (_name, cost, field) => {
    expect(() => fakeSetup({ options: { cost } })).toThrow(expect.objectContaining({ code: "invalid-options", field }));
  });

  it("may say how each provider is priced, by its id or its kind of billing", async () => {
    const architecture = {
      relays: { "fake-relay": "agora-media-push" },
      platforms: { "fake-platform": { platform: "self-hosted", cdn: "bunny-standard" } },
    } as const;
    const { hybrid, liveWith } = costSetup({ book: list202611NoAllowances, architecture });
    await liveWith(5);
    expect((await hybrid.getCost("show")).architecture).toEqual({
      relay: "agora-media-push",
      platform: "self-hosted",
      cdn: "bunny-standard",
      dyno: "none",
    });
    await hybrid.close();
  });
});

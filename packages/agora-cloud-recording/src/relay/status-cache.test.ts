import { createVirtualClock, effectContext } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { relaySpec, webBench } from "../../test/web-bench.js";
import { StatusCache } from "./status-cache.js";
import { relayStatus } from "./status-of.js";

const good = relayStatus({ state: "running", destination: "delivering", health: "good" }, new Date(0));
const lost = relayStatus({ state: "running", destination: "lost", health: "poor" }, new Date(0));

/** Every relay is looked at every 20 s for ten minutes; says how often the vendor was asked. */
async function asked(relays: number, status = good): Promise<{ perSecond: number; oldestMs: number }> {
  const clock = createVirtualClock();
  const cache = new StatusCache(clock, 6);
  const last = new Map<number, number>();
  let questions = 0;
  let oldestMs = 0;
  for (let step = 0; step < 30; step += 1) {
    for (let relay = 0; relay < relays; relay += 1) {
      if (cache.get(`sid-${relay}`) === null) {
        questions += 1;
        last.set(relay, clock.monotonic());
        cache.keep(`sid-${relay}`, status, async () => {});
      }
      oldestMs = Math.max(oldestMs, clock.monotonic() - (last.get(relay) ?? 0));
      await clock.advance(20_000 / relays);
    }
  }
  return { perSecond: questions / 600, oldestMs };
}

describe("StatusCache", () => {
  it("asks every time while the relays are few", async () => {
    expect((await asked(20)).perSecond).toBeCloseTo(1, 5);
  });

  it("stays inside its share of the quota with 200 relays, and no answer grows older than 35 s", async () => {
    const { perSecond, oldestMs } = await asked(200);
    expect(perSecond).toBeLessThanOrEqual(6);
    expect(oldestMs).toBeLessThan(35_000);
  });

  it("keeps nothing that is not well", async () => {
    expect((await asked(200, lost)).perSecond).toBeCloseTo(10, 5);
  });

  it("asks by itself where its callers come too seldom, and no more when nobody asks or it is closed", async () => {
    const clock = createVirtualClock();
    const cache = new StatusCache(clock, 6.5);
    const renewed: number[] = [];
    const renew = async (): Promise<void> => {
      renewed.push(clock.monotonic());
      cache.keep("sid-0", good, renew);
    };
    for (let relay = 0; relay < 200; relay += 1) cache.get(`sid-${relay}`);
    cache.keep("sid-0", good, renew);
    await clock.advance(20_000);
    expect(cache.get("sid-0")).toBe(good);
    await clock.advance(300_000);
    // Rounds of 31 s. The last caller came at 20 s: a minute later the relay counts no more.
    expect(renewed).toEqual([(200 / 6.5) * 1000, 2 * (200 / 6.5) * 1000]);
    expect(clock.pendingTimers).toBe(0);

    for (let relay = 0; relay < 200; relay += 1) cache.get(`sid-${relay}`);
    cache.keep("sid-0", good, renew);
    cache.close();
    await clock.advance(60_000);
    expect(renewed).toHaveLength(2);
    expect(clock.pendingTimers).toBe(0);
  });

  it("gives way to a notification", async () => {
    const bench = webBench({ quotaShare: 0.03 });
    const handle = await bench.provider.startRelay(relaySpec(), effectContext());
    await bench.clock.advance(20_000);
    const look = () => bench.provider.getRelayStatus(handle, effectContext());
    const questions = () => bench.requests().filter((operation) => operation === "queryRecording").length;
    await bench.deliver(bench.provider);
    await look();
    await look();
    expect(questions()).toBe(1);
    bench.simulator.failRecording(String(handle.data.sid));
    await bench.deliver(bench.provider);
    expect((await look()).state).not.toBe("running");
    expect(questions()).toBe(2);
    await bench.close();
  });
});

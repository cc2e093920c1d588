import { HybridStreamError } from "@hybrid-stream/spec";
import { describe, expect, it } from "vitest";
import { fakeSetup, order } from "../test/fake-setup.js";

const isLive =
  (setup: ReturnType<typeof fakeSetup>, channelId = "show") =>
  async () =>
    (await setup.hybrid.getChannel(channelId))?.phase === "live";

describe("a channel's life", () => {
  it("goes from order to live to ended and leaves nothing", async () => {
    const setup = fakeSetup();
    const { hybrid, clock, world } = setup;
    const stored = await hybrid.startChannel(order());
    expect(stored.phase).toBe("idle");
    expect(await clock.runUntil(isLive(setup))).toBe(true);
    const playback = await hybrid.getPlayback("show");
    expect(playback.kind).toBe("hls");
    await hybrid.endChannel("show");
    expect(await clock.runUntil(async () => (await hybrid.getChannel("show"))?.settled === true)).toBe(true);
    expect(setup.phases("show")).toEqual(["provisioning", "connecting", "live", "draining", "ended"]);
    expect(world.runningTasks()).toEqual([]);
    expect(world.violations()).toEqual([]);
    expect(setup.events.map(([name]) => name)).toContain("channel:live");
    await hybrid.close();
    expect(clock.pendingTimers).toBe(0);
  });

  it("takes two starts for one, and refuses a different second order", async () => {
    const { hybrid, clock } = fakeSetup();
    await hybrid.startChannel(order());
    const again = await hybrid.startChannel(order());
    expect(again.session).toBe(1);
    await expect(hybrid.startChannel({ ...order(), latency: "low" })).rejects.toMatchObject({
      code: "order-conflict",
      field: "latency",
    });
    await hybrid.close();
    expect(clock.pendingTimers).toBe(0);
  });

  it("ends twice, ends while provisioning, and refuses an unknown channel", async () => {
    const setup = fakeSetup();
    const { hybrid, clock, world } = setup;
    await expect(hybrid.endChannel("nobody")).rejects.toMatchObject({ code: "channel-not-found" });
    await hybrid.startChannel(order());
    await hybrid.endChannel("show");
    await hybrid.endChannel("show");
    expect(await clock.runUntil(async () => (await hybrid.getChannel("show"))?.settled === true)).toBe(true);
    expect(world.runningTasks()).toEqual([]);
    await clock.advance(120_000);
    expect(world.runningTasks()).toEqual([]);
    await hybrid.close();
  });

  it("restarts a relay that crashed, without a fence", async () => {
    const setup = fakeSetup();
    const { hybrid, clock, world, platform } = setup;
    await hybrid.startChannel(order());
    await clock.runUntil(isLive(setup));
    world.crashTask(world.runningTasks()[0]?.id ?? "");
    await clock.advance(40_000);
    expect(await clock.runUntil(isLive(setup))).toBe(true);
    const channel = await hybrid.getChannel("show");
    expect(channel).toMatchObject({ relayRestarts: 1, relay: { relayGeneration: 1, relayAttempt: 2 } });
    expect(platform.calls.count("rotateStreamKey")).toBe(0);
    expect((await hybrid.explain("show")).story.filter((line) => line.includes("is started again"))).toHaveLength(1);
    expect(world.violations()).toEqual([]);
    await hybrid.close();
  });

  it("names a silent stall within 35 s and recovers", async () => {
    const setup = fakeSetup();
    const { hybrid, clock, world } = setup;
    await hybrid.startChannel(order());
    await clock.runUntil(isLive(setup));
    await clock.advance(30_000);
    world.stallTask(world.runningTasks()[0]?.id ?? "");
    const at = clock.monotonic();
    expect(await clock.runUntil(async () => (await hybrid.getChannel("show"))?.phase === "recovering")).toBe(true);
    expect(clock.monotonic() - at).toBeLessThanOrEqual(35_000);
    expect(await clock.runUntil(isLive(setup))).toBe(true);
    expect(world.violations()).toEqual([]);
    await hybrid.close();
  });

  it("fails for good when the credentials are refused, and says why", async () => {
    const setup = fakeSetup();
    setup.platform.faults.next("createLiveStream", { error: "unauthorized", times: Number.POSITIVE_INFINITY });
    await setup.hybrid.startChannel(order());
    expect(await setup.clock.runUntil(async () => (await setup.hybrid.getChannel("show"))?.phase === "failed")).toBe(
      true,
    );
    expect((await setup.hybrid.getChannel("show"))?.error?.code).toBe("unauthorized");
    await setup.hybrid.close();
  });

  it("waits for live, and stops waiting when told", async () => {
    const { hybrid, clock } = fakeSetup();
    const live = hybrid.startChannel(order(), { waitUntil: "live" });
    await clock.advance(20_000);
    expect((await live).phase).toBe("live");
    const controller = new AbortController();
    const waiting = hybrid.endChannel("show", { waitUntil: "confirmed", signal: controller.signal });
    const refused = waiting.catch((error: unknown) => error);
    controller.abort();
    await clock.advance(0);
    const error = await refused;
    expect(HybridStreamError.isInstance(error) && error.code).toBe("wait-aborted");
    await hybrid.close();
  });

  it("refuses a wrong order with the field's name", async () => {
    const { hybrid } = fakeSetup();
    await expect(hybrid.startChannel({ channelId: "", mode: "hybrid" })).rejects.toMatchObject({
      code: "invalid-order",
      field: "channelId",
    });
    await expect(hybrid.startChannel({ channelId: "x", mode: "hybrid" })).rejects.toMatchObject({
      code: "invalid-order",
      field: "source",
    });
    await hybrid.close();
    await expect(hybrid.startChannel(order())).rejects.toMatchObject({ code: "closed" });
  });
});

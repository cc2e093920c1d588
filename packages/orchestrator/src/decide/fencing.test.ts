import { fakeRelayProvider, fakeStreamingPlatform } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { fakeSetup, order } from "../../test/fake-setup.js";

describe("whoever may hold the key is shut out before a relay starts", () => {
  it("the seller's encoder, on the way from hls-only back to hybrid", async () => {
    const setup = fakeSetup();
    await setup.hybrid.startChannel(order());
    await setup.until("live");
    await setup.hybrid.setMode("show", "hls-only");
    await setup.clock.advance(15_000);
    setup.world.publish(await setup.hybrid.getIngest("show"));
    await setup.clock.advance(30_000);
    await setup.hybrid.setMode("show", "hybrid");
    await setup.clock.advance(60_000);
    expect((await setup.hybrid.getChannel("show"))?.phase).toBe("live");
    expect(setup.world.violations()).toEqual([]);
    expect(setup.platform.calls.count("rotateStreamKey")).toBe(1);
  });

  it("a relay that its vendor calls stopping: that is no proof of its end", async () => {
    const setup = fakeSetup({ relay: ({ world }) => fakeRelayProvider({ world, stopDelaySeconds: 45 }) });
    await setup.hybrid.startChannel(order());
    await setup.until("live");
    await setup.clock.advance(60_000);
    // Somebody stops it in the vendor's console; it goes on pushing while it winds down.
    for (const task of setup.world.runningTasks()) setup.world.stopTask(task);
    await setup.clock.advance(60_000);
    expect(setup.world.violations()).toEqual([]);
    expect(setup.world.tasks.size).toBeGreaterThan(1);
  });
});

describe("a platform without a fence", () => {
  it("is served again after its key was changed behind our back", async () => {
    const setup = fakeSetup({
      platform: ({ world }) => fakeStreamingPlatform({ world, capabilities: { fence: "stop-first" } }),
    });
    await setup.hybrid.startChannel(order());
    await setup.until("live");
    for (const stream of setup.world.streams.values()) setup.world.change(() => setup.world.newKey(stream, 0));
    await setup.clock.advance(60_000);
    await setup.until("live");
    await setup.clock.advance(600_000);
    expect((await setup.hybrid.getChannel("show"))?.phase).toBe("live");
    expect(setup.world.violations()).toEqual([]);
  });
});

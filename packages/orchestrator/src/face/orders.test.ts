import { fakeRtcSource } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { fakeSetup, order } from "../../test/fake-setup.js";

const always = Number.POSITIVE_INFINITY;

describe("a channel that has failed", () => {
  async function failedChannel() {
    const setup = fakeSetup();
    setup.platform.faults.next("createLiveStream", { error: "unauthorized", times: always });
    await setup.hybrid.startChannel(order());
    await setup.until("failed");
    return setup;
  }

  it("begins one new session, however often it is started", async () => {
    const setup = await failedChannel();
    setup.platform.faults.heal();
    await setup.hybrid.startChannel(order());
    await setup.hybrid.startChannel(order());
    expect((await setup.hybrid.getChannel("show"))?.session).toBe(2);
    await setup.until("live");
    expect((await setup.hybrid.getChannel("show"))?.session).toBe(2);
  });

  it("changes its mode no more", async () => {
    const setup = await failedChannel();
    await expect(setup.hybrid.setMode("show", "agora-only")).rejects.toMatchObject({ code: "channel-ended" });
  });
});

describe("the end of agora-only", () => {
  it("is confirmed although there is nothing to take down", async () => {
    const setup = fakeSetup({ rtc: ({ world }) => fakeRtcSource({ world }) });
    await setup.hybrid.startChannel({ ...order(), mode: "agora-only" });
    await setup.clock.advance(1000);
    const ending = setup.hybrid.endChannel("show", { waitUntil: "confirmed" });
    await setup.clock.advance(5000);
    expect(await ending).toMatchObject({ phase: "ended", settled: true, viewersOff: true });
  });
});

describe("what a host reads", () => {
  it("is the order that stands, before the loop has seen it", async () => {
    const setup = fakeSetup();
    await setup.hybrid.startChannel(order());
    await setup.until("live");
    await setup.hybrid.endChannel("show");
    expect(await setup.hybrid.listChannels({ desired: "ended" })).toMatchObject([{ desired: "ended" }]);
  });

  it("is a copy: writing to it changes nothing", async () => {
    const setup = fakeSetup();
    await setup.hybrid.startChannel(order());
    await setup.until("live");
    const snapshot = await setup.hybrid.getChannel("show");
    if (!snapshot?.conditions) throw new Error("There are no conditions.");
    snapshot.conditions.PlaybackAdvancing.value = "false";
    expect((await setup.hybrid.getChannel("show"))?.conditions?.PlaybackAdvancing.value).toBe("true");
  });

  it("is no key while a relay still holds it", async () => {
    const setup = fakeSetup();
    await setup.hybrid.startChannel(order());
    await setup.until("live");
    await setup.hybrid.setMode("show", "hls-only");
    await expect(setup.hybrid.getIngest("show")).rejects.toMatchObject({ code: "playback-not-ready" });
    await setup.clock.advance(15_000);
    expect(setup.world.runningTasks()).toEqual([]);
    setup.world.publish(await setup.hybrid.getIngest("show"));
    await setup.clock.advance(30_000);
    expect(setup.world.violations()).toEqual([]);
  });
});

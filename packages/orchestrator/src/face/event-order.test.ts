import { fakeRelayProvider, fakeRtcSource, fakeStreamingPlatform } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { type FakeSetup, fakeSetup, order } from "../../test/fake-setup.js";

const named = (setup: FakeSetup, ...names: string[]) => setup.events.filter(([name]) => names.includes(name));

describe("events", () => {
  it("say once that a relay is started, although it waits in its vendor's queue", async () => {
    const setup = fakeSetup({
      relay: ({ world }) => {
        const relay = fakeRelayProvider({ world, startupSeconds: 60 });
        return {
          ...relay,
          getRelayStatus: async (handle, call) => ({ ...(await relay.getRelayStatus(handle, call)), state: "queued" }),
        };
      },
    });
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(50_000);
    expect(named(setup, "relay:started")).toHaveLength(1);
  });

  it("say live again after every interruption", async () => {
    const setup = fakeSetup();
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(70_000);
    setup.world.stallTask(setup.world.runningTasks()[0]?.id ?? "");
    await setup.clock.advance(90_000);
    expect((await setup.hybrid.getChannel("show"))?.phase).toBe("live");
    const story = named(setup, "channel:live", "channel:interrupted").map(([name]) => name);
    expect(story).toEqual(["channel:live", "channel:interrupted", "channel:live"]);
  });

  it("belong to one session: none says ended for the one that has begun meanwhile", async () => {
    const setup = fakeSetup({ platform: ({ world }) => fakeStreamingPlatform({ world, endDelaySeconds: 5 }) });
    await setup.hybrid.startChannel(order());
    await setup.until("live");
    await setup.hybrid.endChannel("show");
    await setup.clock.advance(1000);
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(60_000);
    expect(named(setup, "channel:ended")).toEqual([]);
    expect(named(setup, "channel:live").map(([, event]) => event)).toMatchObject([{ session: 1 }, { session: 2 }]);
  });
});

describe("channel:live", () => {
  it("carries the public address", async () => {
    const setup = fakeSetup();
    await setup.hybrid.startChannel(order());
    await setup.until("live");
    await setup.clock.advance(100);
    expect(named(setup, "channel:live")).toMatchObject([["channel:live", { playback: { kind: "hls" } }]]);
  });

  it("carries no playback where each viewer needs an own one: signed, and by RTC", async () => {
    const setup = fakeSetup({ rtc: ({ world }) => fakeRtcSource({ world }) });
    await setup.hybrid.startChannel({ ...order("signed"), access: "signed" });
    await setup.hybrid.startChannel({ ...order("rtc"), mode: "agora-only" });
    for (const channelId of ["signed", "rtc"]) await setup.until("live", channelId);
    await setup.clock.advance(100);
    const events = named(setup, "channel:live").map(([, event]) => event);
    expect(events).toHaveLength(2);
    expect(events).toEqual(events.map(() => expect.objectContaining({ playback: null })));
  });

  it("is heard in agora-only also without an RTC side", async () => {
    const setup = fakeSetup();
    await setup.hybrid.startChannel({ ...order(), mode: "agora-only" });
    await setup.clock.advance(5000);
    expect((await setup.hybrid.getChannel("show"))?.phase).toBe("live");
    expect(named(setup, "channel:live")).toHaveLength(1);
  });
});

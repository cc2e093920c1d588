import { type FakeRtcSource, fakeRtcSource } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { fakeSetup, order } from "../../test/fake-setup.js";

describe("a publisher who is back within the grace", () => {
  const offsets = Array.from({ length: 30 }, (_, index) => 30_000 + index * 1000);

  it.each([2, 6])("finds the held relay, at whichever second it comes (segments of %d s)", async (segmentSeconds) => {
    const stopped: number[] = [];
    for (const offset of offsets) {
      const setup = fakeSetup({ segmentSeconds, rtc: ({ world }) => fakeRtcSource({ world }) });
      await setup.hybrid.startChannel(order());
      await setup.until("live");
      await setup.clock.advance(60_000);
      setup.world.setPublisher("show", "absent");
      await setup.clock.advance(offset);
      setup.world.setPublisher("show", "present");
      await setup.clock.advance(60_000);
      expect((await setup.hybrid.getChannel("show"))?.phase).toBe("live");
      if (setup.relay.calls.count("stopRelay") > 0) stopped.push(offset);
    }
    expect(stopped).toEqual([]);
  });
});

describe("a relay that was stopped for want of a publisher", () => {
  it("stays stopped while the RTC side, which would see one, is down", async () => {
    const made: FakeRtcSource[] = [];
    const setup = fakeSetup({
      rtc: ({ world }) => {
        const rtc = fakeRtcSource({ world });
        made.push(rtc);
        return rtc;
      },
    });
    await setup.hybrid.startChannel(order());
    await setup.until("live");
    setup.world.setPublisher("show", "absent");
    await setup.clock.advance(200_000);
    expect(setup.world.runningTasks()).toEqual([]);
    for (const rtc of made) rtc.faults.next("observeSource", { error: "vendor-unavailable", times: 1000 });
    await setup.clock.advance(120_000);
    expect(setup.relay.calls.count("startRelay")).toBe(1);
  });

  it("is started again now and then where only a relay can see one, and finds the next", async () => {
    const setup = fakeSetup();
    await setup.hybrid.startChannel(order());
    await setup.until("live");
    setup.world.setPublisher("show", "absent");
    await setup.clock.advance(3_600_000);
    expect((await setup.hybrid.getChannel("show"))?.phase).toBe("waiting");
    // Each look holds the relay for the whole grace.
    expect(setup.relay.calls.count("startRelay")).toBeLessThan(10);
    setup.world.setPublisher("show", "present");
    await setup.clock.advance(20 * 60_000);
    expect((await setup.hybrid.getChannel("show"))?.phase).toBe("live");
    expect(setup.world.violations()).toEqual([]);
  });
});

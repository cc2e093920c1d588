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

  it("looks again at growing pauses of 1 to 15 minutes where only a relay can see one, and finds the next", async () => {
    const setup = fakeSetup();
    await setup.hybrid.startChannel(order());
    await setup.until("live");
    setup.world.setPublisher("show", "absent");
    await setup.clock.advance(7_200_000);
    const begun = (operation: string) =>
      setup.relay.calls.entries.filter((entry) => entry.operation === operation).map(({ at }) => at);
    const starts = begun("startRelay").slice(1);
    const pauses = begun("stopRelay").map((stoppedAt, index) => ((starts[index] ?? Number.NaN) - stoppedAt) / 60_000);
    const [one = 0, two = 0, four = 0, eight = 0, ...longest] = pauses.filter((pause) => !Number.isNaN(pause));
    expect([one, two, four, eight].map(Math.round)).toEqual([1, 2, 4, 8]);
    expect(longest.length).toBeGreaterThan(3);
    for (const pause of longest) expect(Math.round(pause)).toBe(15);
    setup.world.setPublisher("show", "present");
    await setup.clock.advance(16 * 60_000);
    expect((await setup.hybrid.getChannel("show"))?.phase).toBe("live");
  });
});

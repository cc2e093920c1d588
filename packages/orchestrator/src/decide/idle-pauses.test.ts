import { describe, expect, it } from "vitest";
import { fakeSetup, order } from "../../test/fake-setup.js";

describe("a relay that was stopped for want of a publisher", () => {
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

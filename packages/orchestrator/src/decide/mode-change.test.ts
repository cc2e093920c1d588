import { fakeRtcSource } from "@hybrid-stream/testkit";
import { expect, it } from "vitest";
import { fakeSetup, order } from "../../test/fake-setup.js";

it.each(["hls-only", "hybrid"] as const)(
  "a channel that was live by RTC alone is not live in %s before its stream exists",
  async (mode) => {
    const setup = fakeSetup({ rtc: ({ world }) => fakeRtcSource({ world }) });
    await setup.hybrid.startChannel({ ...order(), mode: "agora-only" });
    await setup.until("live");
    setup.platform.faults.next("createLiveStream", { error: "vendor-unavailable", times: Number.POSITIVE_INFINITY });
    await setup.hybrid.setMode("show", mode);
    await setup.clock.advance(300_000);
    expect((await setup.hybrid.getChannel("show"))?.phase).toBe("provisioning");
    await expect(setup.hybrid.getPlayback("show")).rejects.toMatchObject({ code: "playback-not-ready" });
  },
);

it("a relay that a change to agora-only has stopped is shown as stopped", async () => {
  const setup = fakeSetup({ rtc: ({ world }) => fakeRtcSource({ world }) });
  await setup.hybrid.startChannel(order());
  await setup.until("live");
  await setup.hybrid.setMode("show", "agora-only");
  await setup.clock.advance(30_000);
  expect(await setup.hybrid.getChannel("show")).toMatchObject({ phase: "live", relayStatus: "stopped" });
  expect(setup.world.runningTasks()).toEqual([]);
});

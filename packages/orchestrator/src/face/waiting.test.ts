import { getEventListeners } from "node:events";
import { HybridStreamError } from "@hybrid-stream/spec";
import { fakeStreamingPlatform } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { fakeSetup, order } from "../../test/fake-setup.js";

/** What became of a call, without waiting for it. */
function watch<Value>(call: Promise<Value>): { result?: Value; code?: string } {
  const seen: { result?: Value; code?: string } = {};
  call.then(
    (result) => {
      seen.result = result;
    },
    (thrown: unknown) => {
      seen.code = HybridStreamError.isInstance(thrown) ? thrown.code : String(thrown);
    },
  );
  return seen;
}

describe("startChannel waits", () => {
  it("for as far as it is told: stored, playback-url, live", async () => {
    const setup = fakeSetup({ platform: ({ world }) => fakeStreamingPlatform({ world, latencyMs: 1000 }) });
    const stored = await setup.hybrid.startChannel(order(), { waitUntil: "stored" });
    expect(stored).toMatchObject({ phase: "idle", playbackVersion: 0 });
    const url = watch(setup.hybrid.startChannel(order(), { waitUntil: "playback-url" }));
    const live = watch(setup.hybrid.startChannel(order(), { waitUntil: "live" }));
    await setup.clock.advance(500);
    expect([url.result, live.result]).toEqual([undefined, undefined]);
    await setup.clock.advance(1000);
    expect(url.result).toMatchObject({ playbackVersion: 1 });
    expect((await setup.hybrid.getPlayback("show")).kind).toBe("hls");
    expect(live.result).toBeUndefined();
    await setup.clock.advance(20_000);
    expect(live.result?.phase).toBe("live");
    const again = watch(setup.hybrid.startChannel(order(), { waitUntil: "live" }));
    await setup.clock.advance(0);
    expect(again.result?.phase).toBe("live");
    await setup.hybrid.close();
  });

  it("and says when the channel fails, or is ended by another call", async () => {
    const setup = fakeSetup();
    setup.platform.faults.next("createLiveStream", { error: "unauthorized" });
    const failing = watch(setup.hybrid.startChannel(order(), { waitUntil: "live" }));
    await setup.clock.advance(5000);
    expect(failing.code).toBe("channel-failed");
    const ended = watch(setup.hybrid.startChannel(order("other"), { waitUntil: "live" }));
    await setup.clock.advance(0);
    await setup.hybrid.endChannel("other");
    await setup.clock.advance(2000);
    expect(ended.code).toBe("channel-ended");
    await setup.hybrid.close();
  });

  it("until told to stop: the order stands, and no listener is left", async () => {
    const setup = fakeSetup();
    const controller = new AbortController();
    const waiting = watch(setup.hybrid.startChannel(order(), { waitUntil: "live", signal: controller.signal }));
    await setup.clock.advance(100);
    controller.abort();
    await setup.clock.advance(0);
    expect(waiting.code).toBe("wait-aborted");
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
    await setup.clock.advance(20_000);
    expect((await setup.hybrid.getChannel("show"))?.phase).toBe("live");
    const late = setup.hybrid.endChannel("show", { waitUntil: "confirmed", signal: AbortSignal.abort() });
    await expect(late).rejects.toMatchObject({ code: "wait-aborted" });
    expect((await setup.hybrid.getChannel("show"))?.desired).toBe("ended");
    await setup.hybrid.close();
  });

  it("not beyond a close", async () => {
    const setup = fakeSetup();
    const waiting = watch(setup.hybrid.startChannel(order(), { waitUntil: "live" }));
    await setup.clock.advance(100);
    await setup.hybrid.close();
    await setup.clock.advance(0);
    expect(waiting.code).toBe("wait-aborted");
    expect(setup.clock.pendingTimers).toBe(0);
  });
});

describe("endChannel waits", () => {
  it("for viewers-off first and for the vendors' confirmation later", async () => {
    const setup = fakeSetup({ platform: ({ world }) => fakeStreamingPlatform({ world, endDelaySeconds: 30 }) });
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(20_000);
    const off = watch(setup.hybrid.endChannel("show", { waitUntil: "viewers-off" }));
    const confirmed = watch(setup.hybrid.endChannel("show", { waitUntil: "confirmed" }));
    await setup.clock.advance(10_000);
    expect(off.result).toMatchObject({ phase: "draining", viewersOff: true, settled: false });
    expect(confirmed.result).toBeUndefined();
    await setup.clock.advance(60_000);
    expect(confirmed.result).toMatchObject({ phase: "ended", settled: true });
    await setup.hybrid.close();
  });
});

describe("an orchestrator in a block", () => {
  it("is closed at its end, also in the middle of a start", async () => {
    const setup = fakeSetup({ platform: ({ world }) => fakeStreamingPlatform({ world, latencyMs: 3000 }) });
    {
      await using hybrid = setup.hybrid;
      await hybrid.startChannel(order());
      await setup.clock.advance(1000);
      expect(setup.platform.calls.entries.at(-1)?.outcome).toBe("pending");
    }
    expect(setup.platform.calls.entries.at(-1)?.outcome).toBe("failed");
    expect(setup.clock.pendingTimers).toBe(0);
    await setup.clock.advance(60_000);
    expect(setup.world.runningTasks()).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import { virtualPlatform } from "./virtual-platform.js";

const retire = { disposition: "retire", recording: "delete" } as const;
const reuse = { disposition: "reuse", recording: "keep" } as const;
const always = Number.POSITIVE_INFINITY;
const replaced = (from: string | RegExp, to: string) => ({
  kind: "body" as const,
  change: (text: string) => text.replaceAll(from, to),
});

describe("the end of many streams", () => {
  it("does not hold up a stop by what is left to do of earlier ones", { timeout: 120_000 }, async () => {
    const bench = virtualPlatform({}, { timings: { recordingReadyMs: 3_600_000 } });
    const { platform, clock, call, live, passing } = bench;
    const opened: Awaited<ReturnType<typeof live>>[] = [];
    for (let count = 0; count < 61; count += 1) opened.push(await passing(live(`show-${count}`)));
    const [last, ...others] = opened;
    if (!last) throw new Error("no stream");
    for (const { handle } of others) {
      // Each goes on asking, as the orchestrator does.
      const step = (): void => {
        platform.endLiveStream(handle, retire, call()).then(
          (receipt) => clock.setTimeout(step, receipt.retryAfterMs),
          () => clock.setTimeout(step, 1000),
        );
      };
      step();
    }
    await clock.advance(120_000);
    const askedAt = clock.monotonic();
    expect(await passing(platform.endLiveStream(last.handle, retire, call()))).toMatchObject({ viewersOff: true });
    expect(clock.monotonic() - askedAt).toBeLessThan(1000);
  });
});

describe("an end that Cloudflare tells nothing new of", () => {
  it("is reached though the status says connected for ever, with few questions", async () => {
    const { platform, simulator, clock, call, live } = virtualPlatform();
    const { handle } = await live();
    const step = () => platform.endLiveStream(handle, retire, call());
    await step();
    simulator.faults.add(replaced('"disconnected"', '"connected"'), { operation: "getLiveInput", times: always });
    expect(await step()).toEqual({ state: "ending", viewersOff: false, retryAfterMs: 1000 });
    await clock.advance(31_000);
    expect(await step()).toEqual({ state: "ending", viewersOff: false, retryAfterMs: 5000 });
    await clock.advance(16 * 60_000);
    expect(await step()).toMatchObject({ state: "ended" });
    expect(simulator.inputs()).toEqual([]);
    expect(simulator.videoIds()).toEqual([]);
  });

  it("is not claimed while the broadcast itself runs on a stream that is used again", async () => {
    const { platform, simulator, clock, call, live } = virtualPlatform();
    const { handle } = await live();
    const step = () => platform.endLiveStream(handle, reuse, call());
    await step();
    simulator.faults.add(replaced('"disconnected"', '"connected"'), { operation: "getLiveInput", times: always });
    const running = replaced(/"(inprogress|ready)"/g, '"live-inprogress"');
    simulator.faults.add(running, { operation: "listInputVideos" });
    await clock.advance(16 * 60_000);
    expect(await step()).toEqual({ state: "ending", viewersOff: false, retryAfterMs: 5000 });
    expect(await step()).toMatchObject({ state: "ended" });
  });

  it("is reached though nothing says when the input was disabled", async () => {
    const { platform, simulator, clock, call, live } = virtualPlatform(
      {},
      { timings: { recordingReadyMs: 86_400_000 } },
    );
    const { handle } = await live();
    simulator.faults.add(replaced('"modified"', '"modifiedOnce"'), { operation: "getLiveInput", times: always });
    const end = { disposition: "retire", recording: "keep" } as const;
    const beganAt = clock.monotonic();
    for (;;) {
      const { state, retryAfterMs } = await platform.endLiveStream(handle, end, call());
      if (state === "ended" || clock.monotonic() - beganAt > 30 * 60_000) break;
      await clock.advance(retryAfterMs);
    }
    expect(clock.monotonic() - beganAt).toBeGreaterThan(15 * 60_000);
    expect(clock.monotonic() - beganAt).toBeLessThan(16 * 60_000);
    expect(simulator.inputs()).toEqual([]);
  });
});

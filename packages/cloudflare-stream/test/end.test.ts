import type { EndOptions } from "@hybrid-stream/spec";
import { describe, expect, it } from "vitest";
import { errorOf, virtualPlatform } from "./virtual-platform.js";

function benchForEnds() {
  const bench = virtualPlatform();
  const { platform, clock, call, simulator } = bench;
  const step = (handle: Parameters<typeof platform.endLiveStream>[0], end: EndOptions) =>
    platform.endLiveStream(handle, end, call());
  /** All steps, with the operations that they took. */
  const end = async (handle: Parameters<typeof platform.endLiveStream>[0], options: EndOptions) => {
    const before = simulator.requests().length;
    for (let round = 0; round < 100; round += 1) {
      const receipt = await step(handle, options);
      if (receipt.state === "ended") break;
      await clock.advance(receipt.retryAfterMs);
    }
    return simulator
      .requests()
      .slice(before)
      .map(({ operation }) => operation);
  };
  return { ...bench, step, end };
}

describe("the end of a stream", () => {
  it("is reached step by step: shut, recorded, deleted", async () => {
    const { platform, simulator, clock, call, live, step } = benchForEnds();
    const { handle, publisher } = await live();
    await clock.advance(60_000);
    const retire = { disposition: "retire", recording: "delete" } as const;
    expect(await step(handle, retire)).toEqual({ state: "ending", viewersOff: true, retryAfterMs: 1000 });
    expect(await publisher.closed).toBe("cut");
    // The recording is being made: it can be neither kept nor deleted yet.
    expect(await step(handle, retire)).toEqual({ state: "ending", viewersOff: true, retryAfterMs: 5000 });
    expect(simulator.videoIds()).toHaveLength(1);
    await clock.advance(20_000);
    expect(await step(handle, retire)).toEqual({ state: "ended", viewersOff: true, retryAfterMs: 0 });
    expect(simulator.inputs()).toEqual([]);
    expect(simulator.videoIds()).toEqual([]);
    expect(await step(handle, retire)).toMatchObject({ state: "ended" });
    expect((await platform.getStreamStatus(handle, call())).exists).toBe(false);
  });

  it("leaves the recording where that was asked for, and offers it", async () => {
    const { platform, simulator, clock, live, end } = benchForEnds();
    const { handle } = await live();
    await clock.advance(60_000);
    const operations = await end(handle, { disposition: "retire", recording: "keep" });
    expect(operations.slice(-2)).toEqual(["listInputVideos", "deleteLiveInput"]);
    expect(operations).not.toContain("deleteVideo");
    const [videoId] = simulator.videoIds();
    const { variants } = await platform.getPlaybackUrl(handle, { purpose: "view" });
    expect(variants.find(({ kind }) => kind === "vod")?.url).toBe(
      `https://customer-simulated.cloudflarestream.com/${videoId}/manifest/video.m3u8`,
    );
  });

  it("kills the key of a stream that is used again, before it is disabled; reading the key enables it", async () => {
    const { platform, simulator, call, live, end } = benchForEnds();
    const { handle, streamKey } = await live();
    const operations = await end(handle, { disposition: "reuse", recording: "delete" });
    expect(operations.slice(0, 3)).toEqual(["getLiveInput", "rotateKeys", "updateLiveInput"]);
    expect(simulator.inputs()).toMatchObject([{ enabled: false }]);
    const fresh = await platform.getStreamKey(handle, call());
    expect(fresh.streamKey.reveal()).not.toBe(streamKey.reveal());
    expect(simulator.inputs()).toMatchObject([{ enabled: true }]);
    expect(await simulator.connect(streamKey.reveal()).closed).toBe("refused");
  });

  it("deletes the last show and not the one before, which was to be kept", async () => {
    const { platform, simulator, clock, call, live, end } = benchForEnds();
    const { handle } = await live();
    await clock.advance(60_000);
    await end(handle, { disposition: "reuse", recording: "keep" });
    const kept = simulator.videoIds();
    expect(kept).toHaveLength(1);
    simulator.connect((await platform.getStreamKey(handle, call())).streamKey.reveal());
    await clock.advance(60_000);
    expect(simulator.videoIds()).toHaveLength(2);
    await end(handle, { disposition: "retire", recording: "delete" });
    expect(simulator.videoIds()).toEqual(kept);
    expect(simulator.inputs()).toEqual([]);
  });

  it("deletes no recording without a date once others were to be kept", async () => {
    const { platform, simulator, clock, call, live, end } = benchForEnds();
    const { handle } = await live();
    await clock.advance(60_000);
    await end(handle, { disposition: "reuse", recording: "keep" });
    const kept = simulator.videoIds();
    await platform.getStreamKey(handle, call());
    const dateless = (text: string): string => text.replaceAll('"created"', '"createdOnce"');
    simulator.faults.add(
      { kind: "body", change: dateless },
      { operation: "listInputVideos", times: Number.POSITIVE_INFINITY },
    );
    await end(handle, { disposition: "retire", recording: "delete" });
    expect(simulator.videoIds()).toEqual(kept);
    expect(simulator.inputs()).toEqual([]);
  });

  it("offers the kept recording of an earlier show after the last one was deleted", async () => {
    const { platform, simulator, clock, call, live, end } = benchForEnds();
    const { handle } = await live();
    await clock.advance(60_000);
    await end(handle, { disposition: "reuse", recording: "keep" });
    const [kept] = simulator.videoIds();
    simulator.connect((await platform.getStreamKey(handle, call())).streamKey.reveal());
    await clock.advance(60_000);
    await end(handle, { disposition: "reuse", recording: "delete" });
    const { variants } = await platform.getPlaybackUrl(handle, { purpose: "view" });
    expect(variants.find(({ kind }) => kind === "vod")?.url).toContain(`/${kept}/`);
  });

  it("does not take a missing list of recordings for a missing input", async () => {
    const { simulator, live, step } = benchForEnds();
    const { handle } = await live();
    const retire = { disposition: "retire", recording: "delete" } as const;
    await step(handle, retire);
    const body = { success: false, errors: [{ code: 10_003, message: "Not Found" }], result: null };
    simulator.faults.add({ kind: "status", status: 404, body }, { operation: "listInputVideos" });
    expect(await step(handle, retire)).toEqual({ state: "ending", viewersOff: true, retryAfterMs: 1000 });
    expect(simulator.inputs()).toHaveLength(1);
  });

  it("waits where Cloudflare says that the broadcast still runs", async () => {
    const { simulator, clock, live, step } = benchForEnds();
    const { handle } = await live();
    const retire = { disposition: "retire", recording: "delete" } as const;
    await step(handle, retire);
    await clock.advance(60_000);
    const conflict = { success: false, errors: [{ code: 10_046, message: "still live" }], result: null };
    simulator.faults.add({ kind: "status", status: 409, body: conflict }, { operation: "deleteVideo" });
    expect(await step(handle, retire)).toEqual({ state: "ending", viewersOff: true, retryAfterMs: 5000 });
    expect(simulator.inputs()).toHaveLength(1);
    expect(await step(handle, retire)).toMatchObject({ state: "ended" });
  });

  it("does not wait for ever for a recording that never gets ready", async () => {
    const bench = virtualPlatform({}, { timings: { recordingReadyMs: 86_400_000 } });
    const { platform, clock, call, live, simulator } = bench;
    const { handle } = await live();
    const step = () => platform.endLiveStream(handle, { disposition: "retire", recording: "keep" }, call());
    await step();
    expect(await step()).toMatchObject({ state: "ending" });
    await clock.advance(16 * 60_000);
    expect(await step()).toMatchObject({ state: "ended" });
    expect(simulator.inputs()).toEqual([]);
  });

  it("says that viewers are off only once the publisher is", async () => {
    const { simulator, live, step } = benchForEnds();
    const { handle } = await live();
    const still = (text: string): string => text.replaceAll('"disconnected"', '"connected"');
    simulator.faults.add({ kind: "body", change: still }, { operation: "updateLiveInput" });
    const reuse = { disposition: "reuse", recording: "delete" } as const;
    expect(await step(handle, reuse)).toMatchObject({ state: "ending", viewersOff: false });
    simulator.faults.add({ kind: "body", change: still }, { operation: "getLiveInput" });
    expect(await step(handle, reuse)).toMatchObject({ state: "ending", viewersOff: false });
    expect(await step(handle, reuse)).toMatchObject({ viewersOff: true });
  });

  it("goes on while the quota is blocked", async () => {
    const { platform, simulator, call, live, step } = benchForEnds();
    const { handle } = await live();
    simulator.faults.add({ kind: "status", status: 429 }, { operation: "getLiveInput" });
    expect(await errorOf(platform.getStreamKey(handle, call()))).toMatchObject({
      code: "rate-limited",
      retryAfterMs: 300_000,
    });
    expect(await errorOf(platform.getStreamKey(handle, call()))).toMatchObject({ code: "rate-limited" });
    expect(await step(handle, { disposition: "retire", recording: "delete" })).toMatchObject({ viewersOff: true });
  });
});

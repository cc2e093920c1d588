import { createReadStream } from "node:fs";
import { probeMedia } from "@hybrid-stream/ffmpeg-process";
import type { ChannelSource } from "@hybrid-stream/spec";
import { effectContext, waitUntil } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { frameOf, peakOf } from "../test/media.js";
import { clips, newRelay, reach, receive, smallPicture, start, status, tools, useBench } from "../test/relay-bench.js";
import { relaySpec } from "../test/spec.js";
import { readTestPictureClock } from "./index.js";

useBench();

describe("what arrives", () => {
  it("is a test picture with a readable clock and a tone", async () => {
    const { relay, hints } = newRelay();
    const receiver = await receive();
    const before = Date.now();
    const handle = await start(relay, relaySpec(smallPicture, receiver.ingest));
    const running = await reach(relay, handle, "running");
    expect(running).toMatchObject({ destination: "delivering", publisher: "present", encoding: { kind: "transcode" } });
    await waitUntil(async () => (await status(relay, handle)).health === "good", { what: "good health" });
    const { progress } = await status(relay, handle);
    expect(progress?.bitrateKbps).toBeGreaterThan(50);
    expect(progress?.residentBytes).toBeGreaterThan(1_000_000);
    expect(progress?.cpuPercent).not.toBeNull();
    expect(await relay.stopRelay(handle, effectContext())).toEqual({ outcome: "proven", provableAfterMs: 0 });
    expect(await relay.stopRelay(handle, effectContext())).toEqual({ outcome: "proven", provableAfterMs: 0 });
    expect(await status(relay, handle)).toMatchObject({ state: "stopped", error: null, sourceExhausted: false });
    await receiver.ended();

    const times = [0.5, 1.5].map((seconds) =>
      readTestPictureClock(
        frameOf(tools().ffmpeg, { file: receiver.file, seconds, width: 320, height: 180 }),
      )?.getTime(),
    );
    expect(times[0]).toBeGreaterThan(before);
    expect(times[0]).toBeLessThan(Date.now());
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(700);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeLessThan(1_300);
    expect(peakOf(tools().ffmpeg, receiver.file)).toBeGreaterThan(0.05);
    const probe = await probeMedia({ tools: tools(), input: receiver.file });
    expect(probe.video).toMatchObject({ codec: "h264", width: 320, height: 180 });
    expect(probe.video?.keyframeIntervalSeconds).toBeLessThan(2.2);
    expect(probe.audio).toMatchObject({ codec: "aac", channels: 2, sampleRate: 48_000 });
    expect(hints.map((hint) => hint.summary)).toEqual(
      ["starting", "running", "stopping", "stopped"].map((state) => `The relay is ${state}`),
    );
    expect(new Set(hints.map((hint) => hint.id)).size).toBe(4);
    expect(hints.every((hint) => hint.vendorRef === handle.data.key && hint.provider === "ffmpeg")).toBe(true);
  });

  it("is the very file where it fits the limits, and the relay stops with it", async () => {
    const { relay } = newRelay();
    const receiver = await receive();
    const handle = await start(relay, relaySpec({ kind: "file", path: clips.copyable }, receiver.ingest));
    const ended = await reach(relay, handle, "stopped", "failed");
    expect(ended).toMatchObject({ state: "stopped", sourceExhausted: true, error: { code: "source-ended" } });
    expect(ended.encoding).toEqual({ kind: "copy", reason: "Video is passed through; audio is passed through." });
    await receiver.ended();
    const probe = await probeMedia({ tools: tools(), input: receiver.file });
    expect(probe.video).toMatchObject({ codec: "h264", width: 320, height: 180 });
    expect(probe.video?.keyframeIntervalSeconds).toBeCloseTo(1, 1);
  });

  it("loops a file for ever, and plays it in real time", async () => {
    const { relay } = newRelay();
    const receiver = await receive();
    const handle = await start(relay, relaySpec({ kind: "file", path: clips.copyable, loop: true }, receiver.ingest));
    await waitUntil(async () => ((await status(relay, handle)).progress?.mediaTimeMs ?? 0) > 8_000, { what: "8 s" });
    const { progress, state } = await status(relay, handle);
    expect(state).toBe("running");
    expect(progress?.speed).toBeLessThan(1.3);
  });

  it("is encoded where keyframes are too far apart; audio that fits is still passed through", async () => {
    const { relay } = newRelay();
    const receiver = await receive();
    const handle = await start(relay, relaySpec({ kind: "file", path: clips.sparseKeyframes }, receiver.ingest));
    const ended = await reach(relay, handle, "stopped", "failed");
    expect(ended).toMatchObject({ state: "stopped", encoding: { kind: "transcode" } });
    expect(ended.encoding?.reason).toMatch(/keyframe interval of 6 s is above the limit of 4; audio is passed through/);
    await receiver.ended();
    const probe = await probeMedia({ tools: tools(), input: receiver.file });
    expect(probe.video?.keyframeIntervalSeconds).toBeLessThan(2.2);
  });

  it("has silence where the source has no sound and the platform wants one", async () => {
    const { relay } = newRelay();
    const receiver = await receive();
    const handle = await start(relay, relaySpec({ kind: "file", path: clips.silent }, receiver.ingest));
    const ended = await reach(relay, handle, "stopped", "failed");
    expect(ended).toMatchObject({ state: "stopped", encoding: { kind: "copy" } });
    expect(ended.encoding?.reason).toContain("silence is added");
    await receiver.ended();
    expect((await probeMedia({ tools: tools(), input: receiver.file })).audio?.codec).toBe("aac");
  });

  it("is H.264 and AAC from piped WebM, in the ordered size but never enlarged", async () => {
    let opened = 0;
    let closed = 0;
    const { relay } = newRelay({
      sources: {
        camera: (params) => {
          opened += 1;
          expect(params).toEqual({ room: 7 });
          return {
            media: { kind: "bytes", container: "webm", stream: createReadStream(clips.webm) },
            close: async () => {
              closed += 1;
            },
          };
        },
      },
    });
    const receiver = await receive();
    const output = {
      width: 160,
      height: 160,
      framesPerSecond: 25,
      videoKbps: 300,
      audioKbps: 64,
      keyframeIntervalSeconds: 1,
    };
    const source: ChannelSource = { kind: "custom", name: "camera", params: { room: 7 } };
    const handle = await start(relay, relaySpec(source, receiver.ingest, { output }));
    const ended = await reach(relay, handle, "stopped", "failed");
    expect(ended).toMatchObject({ state: "stopped", sourceExhausted: false, encoding: { kind: "transcode" } });
    await receiver.ended();
    const probe = await probeMedia({ tools: tools(), input: receiver.file });
    expect(probe.video).toMatchObject({ codec: "h264", width: 160, height: 90 });
    expect(probe.audio?.codec).toBe("aac");
    expect([opened, closed]).toEqual([1, 1]);
  });

  it("comes from a readable that can be used once", async () => {
    const { relay } = newRelay();
    const receiver = await receive();
    const source = relay.singleUseSource(createReadStream(clips.transport), { container: "mpegts" });
    const handle = await start(relay, relaySpec(source, receiver.ingest));
    const ended = await reach(relay, handle, "stopped", "failed");
    expect(ended).toMatchObject({ state: "stopped", sourceExhausted: true });
    expect(ended.encoding).toMatchObject({ kind: "transcode" });
    await receiver.ended();
    const probe = await probeMedia({ tools: tools(), input: receiver.file });
    expect(probe).toMatchObject({ video: { codec: "h264" }, audio: { codec: "aac" } });
    await expect(start(relay, relaySpec(source, receiver.ingest))).rejects.toMatchObject({
      code: "source-not-reopenable",
    });
  });

  it("is encoded, and says so, when there is no ffprobe", async () => {
    const none = newRelay({ ffmpegPath: tools().ffmpeg }).relay;
    const before = { path: process.env.PATH, ffprobe: process.env.FFPROBE_PATH };
    const receiver = await receive();
    process.env.PATH = "";
    delete process.env.FFPROBE_PATH;
    const handle = await start(none, relaySpec({ kind: "file", path: clips.copyable }, receiver.ingest)).finally(() => {
      process.env.PATH = before.path;
      if (before.ffprobe !== undefined) process.env.FFPROBE_PATH = before.ffprobe;
    });
    const running = await reach(none, handle, "running");
    expect(running.encoding).toMatchObject({ kind: "transcode", reason: expect.stringContaining("without ffprobe") });
  });
});

import { describe, expect, it } from "vitest";
import { readProbe } from "./read-probe.js";

const packet = (seconds: number, keyframe: boolean) => ({
  stream_index: 0,
  pts_time: String(seconds),
  size: "12500",
  flags: keyframe ? "K_" : "__",
});

describe("readProbe", () => {
  it("counts the stretch after the last keyframe", () => {
    const packets = Array.from({ length: 11 }, (_, second) => packet(second, second === 0 || second === 2));
    const probe = readProbe(JSON.stringify({ packets, streams: [{ index: 0, codec_type: "video" }] }));
    expect(probe?.video?.keyframeIntervalSeconds).toBe(8);
    expect(probe?.video?.bitrateKbps).toBeCloseTo(110);
  });

  it("does not take a playlist's few bytes for its media", () => {
    const packets = [packet(0, true), packet(1, false), packet(2, false)];
    const answer = { packets, streams: [{ index: 0, codec_type: "video" }], format: { bit_rate: "84" } };
    expect(readProbe(JSON.stringify(answer))?.bitrateKbps).toBeCloseTo(150);
  });

  it("knows nothing rather than something wrong", () => {
    expect(readProbe("not json")).toBeNull();
    expect(readProbe("{}")).toBeNull();
    expect(
      readProbe(JSON.stringify({ streams: [{ codec_type: "video", avg_frame_rate: "0/0", width: "x" }] })),
    ).toEqual({
      formatName: null,
      durationSeconds: null,
      bitrateKbps: null,
      video: {
        codec: null,
        width: null,
        height: null,
        framesPerSecond: null,
        pixelFormat: null,
        bitrateKbps: null,
        keyframeIntervalSeconds: null,
      },
      audio: null,
    });
  });
});

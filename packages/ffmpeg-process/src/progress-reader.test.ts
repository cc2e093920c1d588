import { describe, expect, it } from "vitest";
import { ProgressReader } from "./progress-reader.js";

function feed(reader: ProgressReader, fields: Record<string, string>, now: number) {
  for (const [name, value] of Object.entries(fields)) {
    const block = reader.line(`${name}=${value}`, now);
    if (block !== null) return block;
  }
  throw new Error("The block did not end.");
}

describe("ProgressReader", () => {
  it("reads a block of an old build", () => {
    const block = feed(
      new ProgressReader(),
      {
        frame: "31",
        fps: "15.3",
        total_size: "134325",
        out_time_ms: "1764000",
        dup_frames: "1",
        drop_frames: "2",
        speed: "0.871x",
        progress: "continue",
      },
      7,
    );
    expect(block).toEqual({
      frame: 31,
      framesPerSecond: 15.3,
      totalBytes: 134325,
      bitrateKbps: null,
      mediaTimeMs: 1764,
      droppedFrames: 2,
      duplicatedFrames: 1,
      speed: 0.871,
      at: 7,
    });
  });

  it("says null for what FFmpeg does not know", () => {
    const fields = { total_size: "N/A", out_time_us: "-9223372036854775807", speed: "N/A", progress: "end" };
    expect(feed(new ProgressReader(), fields, 0)).toMatchObject({
      frame: null,
      totalBytes: null,
      bitrateKbps: null,
      mediaTimeMs: 0,
      speed: null,
    });
  });

  it("measures the bitrate over the last seconds, not since the start", () => {
    const reader = new ProgressReader();
    let bitrate: number | null = null;
    let bytes = 0;
    for (let second = 0; second <= 20; second += 1) {
      bitrate = feed(reader, { total_size: String(bytes), progress: "continue" }, second * 1000).bitrateKbps;
      bytes += second < 10 ? 1_000_000 : 125_000;
    }
    expect(bitrate).toBeCloseTo(1000);
  });
});

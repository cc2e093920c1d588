import { describe, expect, it } from "vitest";
import type { FfmpegProgress } from "./ffmpeg-progress.js";
import { StallJudge } from "./stall-judge.js";

function block(at: number, totalBytes: number | null, mediaTimeMs: number | null = null): FfmpegProgress {
  return {
    frame: null,
    framesPerSecond: null,
    totalBytes,
    bitrateKbps: null,
    mediaTimeMs,
    droppedFrames: null,
    duplicatedFrames: null,
    speed: null,
    at,
  };
}

describe("StallJudge", () => {
  it("waits for the output to be open, and no longer", () => {
    const judge = new StallJudge();
    expect(judge.stalledAt(1_000_000)).toBe(false);
    judge.outputOpened(1_000_000);
    expect(judge.stalledAt(1_004_999)).toBe(false);
    expect(judge.stalledAt(1_005_000)).toBe(true);
  });

  it("calls silence of 5 s a stall, and ends it with the next block", () => {
    const judge = new StallJudge();
    judge.add(block(0, 1_000));
    expect(judge.stalledAt(4_999)).toBe(false);
    expect(judge.stalledAt(5_000)).toBe(true);
    judge.add(block(5_500, 900_000));
    expect(judge.stalledAt(5_500)).toBe(false);
  });

  it("calls less than 4 KiB in 10 s a stall although blocks keep coming", () => {
    const judge = new StallJudge();
    for (let at = 0; at < 10_000; at += 500) {
      judge.add(block(at, 50_000 + at / 10));
      expect(judge.stalledAt(at)).toBe(false);
    }
    judge.add(block(10_000, 51_000));
    expect(judge.stalledAt(10_000)).toBe(true);
    judge.add(block(10_500, 60_000));
    expect(judge.stalledAt(10_500)).toBe(false);
  });

  it("goes by media time where no size is told", () => {
    const moving = new StallJudge();
    const standing = new StallJudge();
    for (let at = 0; at <= 12_000; at += 500) {
      moving.add(block(at, null, at));
      standing.add(block(at, null, 4_000));
    }
    expect(moving.stalledAt(12_000)).toBe(false);
    expect(standing.stalledAt(12_000)).toBe(true);
  });
});

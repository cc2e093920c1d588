import { describe, expect, it } from "vitest";
import { noLimits } from "../../test/web-bench.js";
import { audioProfileOf, outputOf, recordingHours } from "./output.js";

const wish = {
  width: 3840,
  height: 2160,
  framesPerSecond: 60,
  videoKbps: 20_000,
  audioKbps: 128,
  keyframeIntervalSeconds: 2,
};

describe("what the recorder is asked for", () => {
  it("is the default, or the wish inside the recorder's limits", () => {
    expect(outputOf({ output: "auto", ingestLimits: noLimits })).toMatchObject({ width: 1280, height: 720 });
    expect(outputOf({ output: wish, ingestLimits: noLimits })).toMatchObject({
      width: 1920,
      height: 1080,
      framesPerSecond: 30,
      videoKbps: 8000,
    });
    const small = { ...wish, width: 100, height: 100, framesPerSecond: 1, videoKbps: 1 };
    expect(outputOf({ output: small, ingestLimits: noLimits })).toMatchObject({
      width: 240,
      height: 240,
      framesPerSecond: 5,
      videoKbps: 50,
    });
  });

  it("stays below the platform's limits, in the same shape", () => {
    const ingestLimits = { ...noLimits, maxWidth: 1000, maxHeight: 1000, maxFramesPerSecond: 24, maxTotalKbps: 1128 };
    expect(outputOf({ output: wish, ingestLimits })).toMatchObject({
      width: 1000,
      height: 562,
      framesPerSecond: 24,
      videoKbps: 1000,
    });
  });

  it.each([
    [48, 0],
    [96, 1],
    [128, 1],
    [192, 2],
  ])("%i kbit/s of sound is profile %i", (audioKbps, profile) => {
    expect(audioProfileOf({ ...wish, audioKbps })).toBe(profile);
  });

  it.each([
    [null, 6],
    [1, 2],
    [3600, 2],
    [3601, 3],
    [7_000_000, 720],
  ])("a plan of %s seconds makes %i hours", (planned, hours) => {
    expect(recordingHours(planned, 6)).toBe(hours);
  });
});

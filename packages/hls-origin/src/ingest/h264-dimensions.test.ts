import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readH264Dimensions } from "./h264-dimensions.js";

/** A decoder configuration record around one sequence parameter set. */
function record(parameterSet: string): Buffer {
  const set = Buffer.from(parameterSet, "hex");
  return Buffer.concat([Buffer.from([1, 0x64, 0, 0x28, 0xff, 0xe1, set.length >> 8, set.length & 0xff]), set]);
}

describe("readH264Dimensions", () => {
  it.each([
    ["67640028acd940780227e5c05a808080a0000003002000000781e30632c0", 1920, 1080],
    ["67640028acd9404403c797c044000003000400000300c83c60c658", 1080, 1920],
    // Baseline
    ["6742c015d901b1fe4f011000000300100000030320f162e480", 426, 240],
    // Interlaced
    ["6764001eacd940b424d8088000000300800000190f8a14cb", 720, 576],
    // With scaling lists
    ["6764001eacd940d83de6f011000003000100000300320f162d96", 854, 480],
    // 4:4:4 and 4:2:2
    ["67f4001e919b281405ff1380880000030008000003019078b16cb0", 640, 360],
    ["677a001ebcd940a42fe69f011000000300100000030320f162d960", 646, 362],
  ])("reads %s", (set, width, height) => {
    expect(readH264Dimensions(record(set))).toEqual({ width, height });
  });

  it("gives null for a set that breaks off", () => {
    expect(readH264Dimensions(record("67640028ac"))).toBeNull();
    expect(readH264Dimensions(Buffer.alloc(0))).toBeNull();
  });

  it("takes any bytes, and never loops on a count that someone made up", () => {
    const start = Buffer.from([1, 0x42, 0, 0x1e, 0xff, 0xe1, 0, 60, 0x67, 0x42, 0, 0x1e]);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 56, maxLength: 56 }), (bytes) => {
        const size = readH264Dimensions(Buffer.concat([start, bytes]));
        expect(size === null || size.width > 0).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});

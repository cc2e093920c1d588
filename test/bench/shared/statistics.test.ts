import { describe, expect, it } from "vitest";
import { median, slopeOf, spreadOf } from "./statistics.js";

describe("median", () => {
  it("is the middle, or lies halfway between the two in the middle", () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([1, 2, 10, 4])).toBe(3);
    expect(() => median([])).toThrow(RangeError);
  });
});

describe("spreadOf", () => {
  it("tells the noise", () => {
    expect(spreadOf([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3, runs: 3 });
  });
});

describe("slopeOf", () => {
  it("is what a line grows by, whatever lies around it", () => {
    expect(slopeOf([1, 3, 5, 7])).toBeCloseTo(2);
    expect(slopeOf([4, 6, 4, 6, 4])).toBeCloseTo(0);
    expect(slopeOf([8])).toBe(0);
  });
});

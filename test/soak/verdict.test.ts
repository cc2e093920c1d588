import { describe, expect, it } from "vitest";
import type { Reading } from "./readings.js";
import { verdictOf } from "./verdict.js";

const reading = (heapKiB: number, more: Partial<Reading> = {}): Reading => ({
  handles: {},
  descriptors: 3,
  children: 0,
  files: 0,
  records: 0,
  residentBytes: 0,
  heapBytes: heapKiB * 1024,
  ...more,
});
const closed = { before: reading(0), after: reading(0) };

describe("verdictOf", () => {
  it("leaves the warm-up out of the memory's slope", () => {
    const afterCycles = [9000, 5000, 1100, 1230, 1360, 1490].map((heapKiB) => reading(heapKiB));
    const { growth, leaks } = verdictOf({ before: reading(0), afterCycles, closed, channels: 130 });
    expect(growth?.heapKiBPerShow).toBeCloseTo(1);
    expect(leaks).toEqual([]);
  });

  it("fails memory that grows too fast", () => {
    const afterCycles = [0, 0, 0, 13_000, 26_000, 39_000].map((heapKiB) => reading(heapKiB));
    const { leaks } = verdictOf({ before: reading(0), afterCycles, closed, channels: 130 });
    expect(leaks).toEqual(["memory: heapKiBPerShow grows by 100.0, and may by 24"]);
  });

  it("does not judge memory by a few cycles, and does judge the rest", () => {
    const afterCycles = [reading(0), reading(9000, { children: 1 })];
    const after = reading(0, { descriptors: 4 });
    const verdict = verdictOf({ before: reading(0), afterCycles, closed: { ...closed, after }, channels: 1 });
    expect(verdict.growth).toBeNull();
    expect(verdict.leaks).toEqual([
      "cycle 2: child processes: 0 before, 1 after",
      "after close: open descriptors: 3 before, 4 after",
    ]);
  });

  it("allows the origin one record a show", () => {
    const afterCycles = [reading(0, { records: 2 }), reading(0, { records: 5 })];
    const { leaks } = verdictOf({ before: reading(0), afterCycles, closed, channels: 2 });
    expect(leaks).toEqual(["records of the origin: 5 for 4 shows"]);
  });
});

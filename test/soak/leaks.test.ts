import { describe, expect, it } from "vitest";
import { leaksSince, readWhenQuiet } from "./leaks.js";
import type { Reading } from "./readings.js";

const before: Reading = {
  handles: { Timeout: 2, TCPServerWrap: 2 },
  descriptors: 30,
  children: 1,
  files: 0,
  records: 0,
  residentBytes: 1,
  heapBytes: 1,
};

describe("leaksSince", () => {
  it("names each thing that grew", () => {
    const after = {
      ...before,
      handles: { Timeout: 3, TCPServerWrap: 2, PipeWrap: 1 },
      descriptors: 31,
      children: 2,
      files: 4,
    };
    expect(leaksSince(before, after)).toEqual([
      "handles Timeout: 2 before, 3 after",
      "handles PipeWrap: 0 before, 1 after",
      "open descriptors: 30 before, 31 after",
      "child processes: 1 before, 2 after",
      "files of the origin: 0 before, 4 after",
    ]);
  });

  it("takes less, and more memory and records, for no leak", () => {
    expect(
      leaksSince(before, { ...before, handles: { Timeout: 1 }, records: 9, residentBytes: 9, heapBytes: 9 }),
    ).toEqual([]);
  });
});

describe("readWhenQuiet", () => {
  it("waits for what ends by itself", async () => {
    const readings = [{ ...before, children: 3 }, { ...before, children: 2 }, before];
    const reading = await readWhenQuiet({ before, read: () => readings.shift() ?? before, pause: async () => {} });
    expect(reading.children).toBe(1);
    expect(readings).toEqual([]);
  });

  it("gives up on what does not", async () => {
    const leaking = { ...before, children: 2 };
    expect(await readWhenQuiet({ before, read: () => leaking, pause: async () => {} })).toBe(leaking);
  });
});

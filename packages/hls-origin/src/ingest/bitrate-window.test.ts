import { describe, expect, it } from "vitest";
import { BitrateWindow } from "./bitrate-window.js";

describe("BitrateWindow", () => {
  it("gives the mean of the last 5 s", () => {
    const window = new BitrateWindow(0);
    for (let now = 0; now < 20_000; now += 40) window.add(now, 5_000);
    // 5,000 bytes every 40 ms are 1,000 kbit/s; the buckets make it a little coarse.
    expect(window.kilobitsPerSecond(20_000)).toBeGreaterThan(900);
    expect(window.kilobitsPerSecond(20_000)).toBeLessThan(1_100);
  });

  it("does not call the first burst a bitrate", () => {
    const window = new BitrateWindow(0);
    window.add(1, 125_000);
    expect(window.kilobitsPerSecond(1)).toBe(1_000);
  });

  it("falls to 0 when nothing comes", () => {
    const window = new BitrateWindow(0);
    window.add(0, 1_000_000);
    expect(window.kilobitsPerSecond(4_000)).toBe(2_000);
    expect(window.kilobitsPerSecond(6_000)).toBe(0);
  });
});

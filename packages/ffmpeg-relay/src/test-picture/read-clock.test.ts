import { describe, expect, it } from "vitest";
import { bitsUnderCheck, clockLayout } from "./layout.js";
import { type Picture, readTestPictureClock } from "./read-clock.js";

const { columns, timeBits, checkBits, unitMs, firstTimeColumn } = clockLayout;

function paint(
  time: Date,
  options: { width?: number; channels?: number; white?: number; black?: number } = {},
): Picture {
  const { width = 320, channels = 1, white = 235, black = 16 } = options;
  const height = Math.round((width * 9) / 16);
  const units = BigInt(Math.floor(time.getTime() / unitMs));
  const bit = (position: number): number => Number((units >> BigInt(position)) & 1n);
  const cells = new Array<number>(columns).fill(0);
  for (const column of clockLayout.white) cells[column] = 1;
  for (let position = 0; position < timeBits; position += 1) {
    cells[firstTimeColumn + timeBits - 1 - position] = bit(position);
  }
  for (let check = 0; check < checkBits; check += 1) {
    cells[firstTimeColumn + timeBits + check] = bitsUnderCheck(check).reduce((sum, each) => sum ^ bit(each), 0);
  }
  const data = new Uint8Array(width * height * channels).fill(120);
  for (let y = Math.floor(height - height / clockLayout.rowsInPicture); y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const level = cells[Math.floor((x * columns) / width)] === 1 ? white : black;
      data.fill(level, (y * width + x) * channels, (y * width + x + 1) * channels);
    }
  }
  return { width, height, data };
}

const time = new Date("2026-03-04T05:06:07.890Z");
const near = new Date("2026-03-05T00:00:00Z");

describe("readTestPictureClock", () => {
  it("reads every pixel format and size", () => {
    for (const channels of [1, 3, 4]) {
      for (const width of [240, 427, 1280]) {
        expect(readTestPictureClock(paint(time, { width, channels }), near)).toEqual(time);
      }
    }
  });

  it("reads a washed-out picture, and unwraps the time around the given one", () => {
    expect(readTestPictureClock(paint(time, { white: 170, black: 90 }), near)).toEqual(time);
    const range = 2 ** timeBits * unitMs;
    const later = new Date(time.getTime() + 3 * range);
    expect(readTestPictureClock(paint(time), later)).toEqual(later);
  });

  it("says null rather than a wrong time", () => {
    const blank = { width: 320, height: 180, data: new Uint8Array(320 * 180).fill(90) };
    expect(readTestPictureClock(blank, near)).toBeNull();
    expect(readTestPictureClock({ ...blank, data: new Uint8Array(7) }, near)).toBeNull();
    const damaged = paint(time);
    const column = Math.floor((7.5 / columns) * 320);
    for (let y = 160; y < 180; y += 1) {
      for (let x = column - 4; x < column + 4; x += 1)
        damaged.data[y * 320 + x] = 255 - (damaged.data[y * 320 + x] ?? 0);
    }
    expect(readTestPictureClock(damaged, near)).toBeNull();
  });
});

import { describe, expect, it } from "vitest";
import { type Figure, isMet } from "./measure.js";
import { cellsOf, row, wrapped } from "./table.js";

const figure = (median: number, goal: Figure["goal"], runs = 3): Figure => ({
  name: "SDK ÷ bare FFmpeg",
  unit: "x",
  value: { median, min: median / 2, max: median * 2, runs },
  goal,
});

describe("isMet", () => {
  it("compares the median, the goal itself included", () => {
    expect(isMet(figure(1.15, { atMost: 1.15 }))).toBe(true);
    expect(isMet(figure(1.16, { atMost: 1.15 }))).toBe(false);
    expect(isMet(figure(0.5, { atLeast: 0.5 }))).toBe(true);
    expect(isMet(figure(0.49, { atLeast: 0.5 }))).toBe(false);
    expect(isMet(figure(1, null))).toBeNull();
  });
});

describe("cellsOf", () => {
  it("tells figure, noise, goal and verdict", () => {
    expect(cellsOf(figure(1.04, { atMost: 1.15 }))).toEqual([
      "SDK ÷ bare FFmpeg",
      "1.04 x",
      "0.520–2.08",
      "≤ 1.15",
      "met",
    ]);
    expect(cellsOf(figure(0.25, { atLeast: 0.5 }))[4]).toBe("MISSED");
  });

  it("does not pass one run off as a spread", () => {
    expect(cellsOf(figure(46_209, null, 1)).slice(1)).toEqual(["46,209 x", "1 run", "", ""]);
  });
});

describe("row", () => {
  it("fits a terminal", () => {
    const cells = ["x".repeat(33), "46,209 % core", "12,345–67,890", "≤ 0.300", "MISSED"];
    expect(row(cells).length).toBeLessThanOrEqual(80);
  });
});

describe("wrapped", () => {
  it("breaks between words, and keeps all of them", () => {
    const text = "one two ".repeat(30).trim();
    const lines = wrapped(text).split("\n");
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.every((line) => line.length <= 80)).toBe(true);
    expect(lines.map((line) => line.trim()).join(" ")).toBe(text);
  });
});

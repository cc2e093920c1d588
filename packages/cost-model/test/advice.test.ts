import { describe, expect, it } from "vitest";
import { list202611, list202611NoAllowances, seedBook } from "../src/books/index.js";
import { compare, elasticity, formatUsd, percentOf, recommend, sensitivity } from "../src/index.js";

const month = { viewers: 200, hours: 30 } as const;

describe("recommend", () => {
  it("takes the cheapest where any delay will do", () => {
    const { best, runnerUp, rejected } = recommend(list202611, month);
    expect([best?.name, runnerUp?.name]).toEqual(["hls-server", "hls-r2"]);
    expect(rejected).toEqual([]);
  });

  it("says to stay on Agora and move the audience to Broadcast Streaming", () => {
    const { best, runnerUp, reasons, rejected } = recommend(list202611, month, { needs: { maxLatencySeconds: 4 } });
    expect([best?.name, runnerUp?.name]).toEqual(["agora-broadcast", "agora-only"]);
    expect(reasons.join(" ")).toContain("Stay on Agora and move the audience to Broadcast Streaming");
    expect(rejected).toContainEqual({
      name: "ivs-basic",
      reason: "viewers are up to 6 s behind, and 4 s are allowed",
    });
    const few = recommend(list202611, { viewers: 5, hours: 30 });
    expect(few.best?.name).toBe("agora-broadcast");
  });

  it("answers that nothing will do", () => {
    const needs = { maxLatencySeconds: 1, adaptiveBitrate: true };
    expect(recommend(list202611, month, { needs })).toMatchObject({ best: null, runnerUp: null, candidates: [] });
  });

  it("leaves out what the book cannot price, and plans that are too small", () => {
    const { best, rejected } = recommend(seedBook, month);
    expect(best?.name).toBe("agora-only");
    expect(rejected.find(({ name }) => name === "mux")?.reason).toContain("book seed");
    const huge = recommend(list202611, { viewers: 50_000, hours: 100 });
    expect(huge.rejected.find(({ name }) => name === "hls-cloudfront-flat")?.reason).toContain("more than the plan");
  });

  it("refuses a need that makes no sense", () => {
    const wrong = () => recommend(list202611, month, { needs: { maxLatencySeconds: 0 } });
    expect(wrong).toThrow(expect.objectContaining({ field: "needs.maxLatencySeconds" }));
  });
});

describe("compare", () => {
  it.each([
    ["cloudflare-stream", "72.4", "44.6"],
    ["ivs-basic", "67.3", "34.5"],
    ["ivs-standard", "63.3", "26.5"],
    ["mux", "86.6", "73.2"],
    ["hls-bunny", "93.7", "87.4"],
    ["hls-bunny-standard", "91.2", "82.4"],
    ["hls-cloudfront", "60.1", "20.0"],
    ["hls-cloudfront-flat", "81.4", "62.7"],
    ["hls-r2", "96.2", "92.3"],
  ] as const)("%s saves %s %% on Interactive Live and %s %% on Broadcast", (architecture, interactive, broadcast) => {
    const others = [{ architecture, ...month }];
    const [a] = compare(list202611, { architecture: "agora-only", ...month }, { others });
    const [b] = compare(list202611, { architecture: "agora-broadcast", ...month }, { others });
    if (a === undefined || b === undefined) throw new Error("each has one comparison");
    expect([percentOf(a.savingRatio), percentOf(b.savingRatio)]).toEqual([interactive, broadcast]);
  });
});

describe("sensitivity", () => {
  const hour = { architecture: "cloudflare-stream", viewers: 200, hours: 1 } as const;

  it("tells the corners, and sorts the swings", () => {
    const ranges = { viewers: [100, 300], watchShare: [0.5, 1], bitrateKbps: [1_500, 4_000] } as const;
    const found = sensitivity(list202611NoAllowances, hour, { ranges, seed: 7 });
    expect([formatUsd(found.low), formatUsd(found.high)]).toEqual(["3.72", "18.72"]);
    expect(found.swings.map(({ field, size }) => [field, formatUsd(size)])).toEqual([
      ["viewers", "12.00"],
      ["watchShare", "6.00"],
      ["bitrateKbps", "0.00"],
    ]);
    expect(found.p10 < found.p50 && found.p50 < found.p90).toBe(true);
  });

  it("has the elasticities of the published comparison: viewers 0.94, hours 1, bitrate 0", () => {
    const fields = ["viewers", "hours", "bitrateKbps"] as const;
    const found = fields.map((field) => elasticity(list202611NoAllowances, hour, field)?.toFixed(2));
    expect(found).toEqual(["0.94", "1.00", "0.00"]);
  });

  it.each([
    [{ runs: 0 }, "runs"],
    [{ ranges: { viewers: [3, 1] } }, "ranges.viewers"],
  ] as const)("refuses %j", (change, field) => {
    const wrong = () => sensitivity(list202611, hour, { ranges: {}, seed: 1, ...change });
    expect(wrong).toThrow(expect.objectContaining({ field }));
  });
});

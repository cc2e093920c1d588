import { describe, expect, it } from "vitest";
import { list202611, list202611NoAllowances } from "../src/books/index.js";
import { estimate, formatUsd, millisecondsPerHour, rate, totalCost } from "../src/index.js";
import { cellsOf } from "./tables.js";

describe("one hour at list prices, without allowances", () => {
  const columns = [
    ...(["agora-only", "agora-broadcast", "cloudflare-stream", "ivs-basic", "ivs-standard", "mux"] as const),
    ...(["hls-bunny", "hls-bunny-standard", "hls-cloudfront", "hls-r2"] as const),
  ];
  const table = `
    10 2.45 1.25 1.32 1.34 3.14 2.54 0.54 0.60 1.46 0.50
    50 12.03 6.03 3.72 4.22 6.02 4.46 0.77 1.05 5.36 0.52
    100 24.00 12.00 6.72 7.82 9.62 6.86 1.05 1.61 10.23 0.56
    200 47.94 23.94 12.72 15.02 16.82 11.66 1.61 2.73 19.97 0.62
    500 119.76 59.76 30.72 36.62 38.42 26.06 3.30 6.11 49.20 0.82
    1,000 239.46 119.46 60.72 72.62 74.42 50.06 6.11 11.73 97.91 1.14
    5,000 1,197.06 597.06 300.72 360.62 362.42 242.06 28.61 56.73 487.61 3.73
    10,000 2,394.06 1,194.06 600.72 720.62 722.42 482.06 56.73 112.98 974.73 6.97`;

  it.each(cellsOf(table, columns))("$name cost $printed", ({ viewers, scenario, printed }) => {
    const total = totalCost(list202611NoAllowances, { architecture: "mux", ...scenario, viewers, hours: 1 });
    expect(formatUsd(total)).toBe(printed);
  });

  it.each([
    ["agora-only", "0.05940", "0.239400"],
    ["agora-broadcast", "0.05940", "0.119400"],
    ["cloudflare-stream", "0.71820", "0.060000"],
    ["ivs-basic", "0.61820", "0.072000"],
    ["ivs-standard", "2.41820", "0.072000"],
    ["mux", "2.06220", "0.048000"],
    ["hls-bunny", "0.48376", "0.005625"],
    ["hls-bunny-standard", "0.48376", "0.011250"],
    ["hls-cloudfront", "0.48376", "0.097425"],
    ["hls-r2", "0.49186", "0.000648"],
  ] as const)("%s has the fixed part %s and costs %s more with each viewer", (architecture, fixed, viewer) => {
    const found = estimate(list202611NoAllowances, { architecture, viewers: 200, hours: 1 });
    expect([formatUsd(found.fixed, 5), formatUsd(found.marginalViewer, 6)]).toEqual([fixed, viewer]);
  });
});

describe("thirty hours a month, with allowances and the cheapest plan", () => {
  const columns = [
    ...(["agora-only", "agora-broadcast", "cloudflare-stream", "ivs-basic", "ivs-standard", "mux"] as const),
    ...(["hls-bunny", "hls-bunny-standard", "hls-cloudfront", "hls-cloudfront-flat", "hls-r2", "hls-server"] as const),
  ];
  const table = `
    10 39.10 19.50 31.58 31.18 85.18 23.58 53.13 54.82 51.44 66.44 51.44 51.44
    50 326.38 162.78 103.58 117.58 171.58 23.58 59.88 68.32 107.84 66.44 51.44 51.44
    100 669.16 333.74 193.58 225.58 279.58 36.90 68.32 85.19 251.28 66.44 51.44 51.44
    200 1,351.45 674.03 373.58 441.58 495.58 180.90 85.19 118.94 538.95 251.44 51.80 51.44
    500 3,366.26 1,678.91 913.58 1,059.58 1,113.58 503.58 135.82 220.19 1,382.60 251.44 57.56 99.30
    1,000 6,609.91 3,296.67 1,813.58 2,049.58 2,103.58 836.90 220.19 388.94 2,759.60 251.44 67.28 195.03
    5,000 32,465.11 16,191.87 9,013.58 9,369.58 9,423.58 5,501.90 895.19 1,738.94 11,121.60 3,551.44 145.04 817.22
    10,000 64,784.11 32,310.87 18,013.58 17,769.58 17,823.58 10,596.90 1,738.94 3,426.44 18,141.60 6,051.44 242.24 1,630.85`;

  it.each(cellsOf(table, columns))("$name cost $printed", ({ viewers, scenario, printed }) => {
    const total = totalCost(list202611, { architecture: "mux", ...scenario, viewers, hours: 30 });
    expect(formatUsd(total)).toBe(printed);
  });

  it.each([
    ["mux", 200, "mux.launch"],
    ["mux", 500, "mux.scale"],
    ["hls-cloudfront-flat", 50, "cloudfront.flat.pro"],
    ["hls-cloudfront-flat", 1_000, "cloudfront.flat.business"],
    ["hls-cloudfront-flat", 5_000, "cloudfront.flat.premium-200"],
    ["hls-cloudfront-flat", 10_000, "cloudfront.flat.premium-350"],
  ] as const)("%s with %i viewers takes the plan %s", (architecture, viewers, plan) => {
    expect(estimate(list202611, { architecture, viewers, hours: 30 }).planIds).toContain(plan);
  });

  it("fits 200 viewers into CloudFront's Pro plan with segments of 6 s", () => {
    const scenario = { architecture: "hls-cloudfront-flat", viewers: 200, hours: 30, segmentSeconds: 6 } as const;
    expect(formatUsd(totalCost(list202611, scenario))).toBe("66.44");
  });
});

describe("Agora alone, other accounts, thirty hours a month", () => {
  const list = `
    10 73.60 37.60
    50 360.88 180.88
    100 719.98 359.98
    200 1,438.18 718.18
    500 3,592.78 1,792.78
    1,000 7,183.78 3,583.78
    5,000 35,911.78 17,911.78
    10,000 71,821.78 35,821.78`;
  it.each(cellsOf(list, ["agora-only", "agora-broadcast"]))("$name cost $printed", ({ viewers, scenario, printed }) => {
    const total = totalCost(list202611NoAllowances, { architecture: "mux", ...scenario, viewers, hours: 30 });
    expect(formatUsd(total)).toBe(printed);
  });

  const packages = `
    10 69.55 45.99
    50 339.99 165.47
    100 658.57 339.99
    200 1,217.99 658.57
    500 3,298.77 1,516.77
    1,000 6,862.77 3,298.77
    5,000 35,374.77 17,554.77
    10,000 71,014.77 35,374.77`;
  const columns = (["agora-only", "agora-broadcast"] as const).map((architecture) => ({
    architecture,
    plans: ["agora.package"],
  }));
  it.each(cellsOf(packages, columns))("$name cost $printed", ({ viewers, scenario, printed }) => {
    const total = totalCost(list202611, { architecture: "mux", ...scenario, viewers, hours: 30 });
    expect(formatUsd(total)).toBe(printed);
  });

  it("fits a month of the hybrid into the Free package, and three hours more", () => {
    const month = { architecture: "cloudflare-stream", viewers: 200, plans: ["agora.package"] } as const;
    expect(estimate(list202611, { ...month, hours: 33 }).planIds).toContain("agora.package.free");
    expect(estimate(list202611, { ...month, hours: 34 }).planIds).toContain("agora.package.starter");
  });
});

describe("sensitivity", () => {
  it.each([
    [1500, "hls-bunny", 200, "1.16"],
    [1500, "hls-bunny-standard", 200, "1.83"],
    [1500, "hls-cloudfront", 200, "12.32"],
    [1500, "hls-bunny", 1000, "3.86"],
    [1500, "hls-cloudfront", 1000, "59.66"],
    [4000, "hls-bunny", 200, "2.28"],
    [4000, "hls-bunny-standard", 200, "4.08"],
    [4000, "hls-cloudfront", 200, "31.44"],
    [4000, "hls-bunny", 1000, "9.48"],
    [4000, "hls-cloudfront", 1000, "155.28"],
  ] as const)("%i kbit/s over %s to %i viewers cost %s an hour", (bitrateKbps, architecture, viewers, printed) => {
    const total = totalCost(list202611NoAllowances, { architecture, viewers, hours: 1, bitrateKbps });
    expect(formatUsd(total)).toBe(printed);
  });

  it.each([
    [1500, "hls-bunny", "71.69"],
    [1500, "hls-cloudfront", "309.45"],
    [4000, "hls-bunny", "105.44"],
    [4000, "hls-cloudfront", "880.40"],
  ] as const)("%i kbit/s over %s cost %s a month", (bitrateKbps, architecture, printed) => {
    expect(formatUsd(totalCost(list202611, { architecture, viewers: 200, hours: 30, bitrateKbps }))).toBe(printed);
  });

  it("halves what viewers cost when they watch half of it", () => {
    const scenario = { architecture: "cloudflare-stream", viewers: 200, hours: 1, watchShare: 0.5 } as const;
    expect(formatUsd(totalCost(list202611NoAllowances, scenario))).toBe("6.72");
  });

  it("counts what players loaded and did not play: 400 minutes on 12,000", () => {
    const scenario = {
      architecture: "cloudflare-stream",
      viewers: 200,
      hours: 1,
      sessionMinutes: 15,
      bufferSeconds: 30,
    } as const;
    const delivered = estimate(list202611NoAllowances, scenario).lineItems.find(
      ({ meter }) => meter === "cloudflare.stream.minutes-delivered",
    );
    expect(delivered?.consumedQuantity).toBe(12_400n * 60_000n);
  });

  it("bills every viewer of two hosts as Full HD", () => {
    const { lineItems } = estimate(list202611NoAllowances, {
      architecture: "agora-only",
      viewers: 200,
      hours: 1,
      hosts: 2,
    });
    const costs = lineItems.map(({ meter, cost }) => [meter, formatUsd(cost, 4)]);
    expect(costs).toEqual([
      ["agora.rtc.fhd", "107.8800"],
      ["agora.rtc.hd", "0.4788"],
    ]);
  });

  it("costs a VIP on Agora 0.2394 an hour instead of 0.06", () => {
    const hour = { architecture: "cloudflare-stream", viewers: 200, hours: 1 } as const;
    const without = totalCost(list202611NoAllowances, hour);
    const withVip = totalCost(list202611NoAllowances, { ...hour, interactiveViewers: 1 });
    expect(formatUsd(withVip - without, 4)).toBe("0.1794");
  });

  it.each([
    ["IVS Real-Time", "ivs.real-time.participant", "14.47"],
    ["RealtimeKit", "cloudflare.realtimekit.audio-video-participant", "24.12"],
  ])("%s for 200 viewers and a host cost $2 an hour", (_name, meter, printed) => {
    const usage = [{ meter, quantity: 201n * millisecondsPerHour, region: "na-eu" }];
    expect(formatUsd(rate(list202611NoAllowances, usage).total)).toBe(printed);
  });

  it("LiveKit Ship for 200 viewers and a host costs 33.03 an hour at list", () => {
    const usage = [
      { meter: "livekit.webrtc-participant", quantity: 201n * millisecondsPerHour },
      { meter: "livekit.downstream-data", quantity: 225_000_000_000n },
    ];
    expect(formatUsd(rate(list202611NoAllowances, usage).total)).toBe("33.03");
  });

  it("the real Option B costs 627.96 for the seed's month", () => {
    const scenario = {
      architecture: { relay: "ffmpeg", platform: "cloudflare-stream", cdn: "included", dyno: "none" },
      viewers: 200,
      hours: 30,
    } as const;
    const dyno = rate(list202611, [{ meter: "heroku.performance-m", quantity: 30n * millisecondsPerHour }]).total;
    expect(formatUsd(totalCost(list202611NoAllowances, scenario) + dyno)).toBe("627.96");
  });
});

import { architectureOf, estimate, type PresetName, presetNames } from "@hybrid-stream/cost-model";
import { list202611, list202611NoAllowances, seedBook } from "@hybrid-stream/cost-model/books";
import { describe, expect, it } from "vitest";
import type { Figures } from "../metrics/figures.js";
import { channelCostOf } from "./channel-cost.js";
import { ChannelMeter } from "./channel-meter.js";
import type { CostOptions } from "./cost-options.js";

const begin = Date.parse("2026-11-24T18:00:00.000Z");
const hour = 3_600_000;
const viewers = 200;

function figuresOn(architecture: PresetName): Figures {
  const onRtc = architecture === "agora-only" || architecture === "agora-broadcast";
  return {
    session: 1,
    mode: onRtc ? "agora-only" : "hybrid",
    agoraViewers: onRtc ? viewers : 0,
    hlsViewers: onRtc ? null : viewers,
    bitrateKbps: onRtc ? null : 2500,
    resolution: "720p",
    hosts: 1,
    relays: onRtc ? 0 : 1,
    health: "good",
  };
}

function meterFor({ book }: CostOptions): ChannelMeter {
  return new ChannelMeter("show", 1, { book, region: "na-eu", resolution: "720p" });
}

/** A sample every 10 s from `from` on, for an hour. */
function constantHour(meter: ChannelMeter, architecture: PresetName, from = begin): void {
  const carried = architectureOf(architecture);
  for (let at = from; at <= from + hour; at += 10_000) meter.see(at, figuresOn(architecture), carried);
}

const costOf = (meter: ChannelMeter, options: CostOptions, end: string | null = null) =>
  channelCostOf(meter, { options, now: new Date(begin + hour), end });

describe("a constant hour", () => {
  it.each(presetNames)("of %s costs what was estimated, to the pico-dollar", (architecture) => {
    // A flat plan is an allowance: the book without them has none.
    const books = architecture === "hls-cloudfront-flat" ? [list202611] : [list202611NoAllowances, list202611];
    for (const book of books) {
      const options = { book };
      const meter = meterFor(options);
      constantHour(meter, architecture);
      const wanted = estimate(book, { architecture, viewers, hours: 1, bitrateKbps: 2500 });
      expect(costOf(meter, options).accrued).toBe(wanted.total);
      expect(costOf(meter, options).unknown).toEqual([]);
    }
  });

  it("costs the same in the prices of another book", () => {
    const meter = meterFor({ book: seedBook });
    constantHour(meter, "option-a");
    const wanted = estimate(seedBook, { architecture: "option-a", viewers, hours: 1 });
    expect(costOf(meter, { book: seedBook }).accrued).toBe(wanted.total);
  });

  it("costs the same across midnight, and stands in two days", () => {
    const options = { book: list202611NoAllowances };
    const meter = meterFor(options);
    constantHour(meter, "cloudflare-stream", Date.parse("2026-11-24T23:29:55.000Z"));
    const wanted = estimate(options.book, { architecture: "cloudflare-stream", viewers, hours: 1, bitrateKbps: 2500 });
    expect(costOf(meter, options).accrued).toBe(wanted.total);
    expect([...meter.usageByDay().keys()]).toEqual(["2026-11-24", "2026-11-25"]);
  });
});

describe("a show", () => {
  const options = { book: list202611NoAllowances };
  const half = (meter: ChannelMeter, architecture: PresetName, from: number): void => {
    for (let at = from; at < from + hour / 2; at += 10_000) {
      meter.see(at, figuresOn(architecture), architectureOf(architecture));
    }
  };

  it("that is carried otherwise from now on costs the one and then the other", () => {
    const meter = meterFor(options);
    half(meter, "cloudflare-stream", begin);
    half(meter, "agora-only", begin + hour / 2);
    meter.see(begin + hour, null, null);
    const parts = (["cloudflare-stream", "agora-only"] as const).map(
      (architecture) => estimate(options.book, { architecture, viewers, hours: 0.5, bitrateKbps: 2500 }).total,
    );
    expect(costOf(meter, options).accrued).toBe(parts.reduce((sum, part) => sum + part, 0n));
  });

  it("that is off the air, or that nobody looked at, costs nothing meanwhile", () => {
    const meter = meterFor(options);
    half(meter, "cloudflare-stream", begin);
    meter.see(begin + hour / 2, null, null);
    const { accrued } = costOf(meter, options);
    meter.see(begin + 9 * hour, figuresOn("cloudflare-stream"), architectureOf("cloudflare-stream"));
    meter.abandon();
    expect(costOf(meter, options).accrued).toBe(accrued);
    expect(costOf(meter, options, "2026-11-30T00:00:00Z").forecast?.total).toBe(accrued);
  });

  it("has the last of several samples of one moment", () => {
    const meter = meterFor(options);
    const carried = architectureOf("cloudflare-stream");
    meter.see(begin, { ...figuresOn("cloudflare-stream"), hlsViewers: 100_000 }, carried);
    constantHour(meter, "cloudflare-stream");
    const wanted = estimate(options.book, { architecture: "cloudflare-stream", viewers, hours: 1, bitrateKbps: 2500 });
    expect(costOf(meter, options).accrued).toBe(wanted.total);
  });
});

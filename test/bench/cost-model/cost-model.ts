import { breakEven, formatUsd, type MetricSample, meter, totalCost } from "@hybrid-stream/cost-model";
import { list202611 } from "@hybrid-stream/cost-model/books";
import type { Figure, Findings, Measure, MeasureContext } from "../shared/measure.js";
import { spreadOf } from "../shared/statistics.js";
import { meterWithBig } from "./meter-with-big.js";
import { muxMonthWithBig } from "./mux-with-big.js";

const mux = { architecture: "mux", hours: 30 } as const;

function seconds(work: () => void): number {
  const began = performance.now();
  work();
  return (performance.now() - began) / 1000;
}

/** A day of one channel, a sample every ten seconds. */
function daySamples(): MetricSample[] {
  const begin = Date.parse("2026-11-03T00:00:00Z");
  return Array.from({ length: 8_641 }, (_, index) => ({
    at: new Date(begin + index * 10_000).toISOString(),
    channelId: "show-42",
    agoraViewers: index % 7,
    hlsViewers: 100 + (index % 250),
    bitrateKbps: 2_400 + (index % 200),
    resolution: "720p",
    relay: "live",
  }));
}

/** Both have to say the same before it makes sense to say which is faster. */
function checkAgreement(): void {
  for (const viewers of [0, 55, 200, 1_000, 10_000]) {
    const ours = formatUsd(totalCost(list202611, { ...mux, viewers }), 6);
    const theirs = muxMonthWithBig(viewers, 30).toFixed(6);
    if (ours !== theirs) throw new Error(`${viewers} viewers cost ${ours} here and ${theirs} with big.js.`);
  }
}

async function run({ quick }: MeasureContext): Promise<Findings> {
  checkAgreement();
  const rounds = quick ? 2 : 7;
  const count = quick ? 1_000 : 5_000;
  const samples = daySamples();
  const against = { architecture: "hls-cloudfront-flat", viewers: 0, hours: 30 } as const;
  const measured: Readonly<Record<string, number[]>> = { own: [], big: [], cross: [], meter: [], meterBig: [] };
  for (let round = 0; round < rounds; round += 1) {
    const estimates = seconds(() => {
      for (let viewers = 0; viewers < count; viewers += 1) totalCost(list202611, { ...mux, viewers });
    });
    measured.own?.push(count / estimates);
    const withBig = seconds(() => {
      for (let viewers = 0; viewers < count; viewers += 1) muxMonthWithBig(viewers, 30);
    });
    measured.big?.push(count / withBig);
    const options = { against, axis: "viewers", max: 10_000 } as const;
    measured.cross?.push(seconds(() => breakEven(list202611, { ...mux, viewers: 0 }, options)) * 1000);
    const metered = seconds(() => meter(samples, { architecture: "hls-cloudfront" }));
    measured.meter?.push(samples.length / metered / 1000);
    measured.meterBig?.push(samples.length / seconds(() => meterWithBig(samples)) / 1000);
  }
  const figure = (name: string, unit: string, values: readonly number[] = []): Figure => ({
    ...{ name, unit },
    value: spreadOf(values),
    goal: null,
  });
  const perSecond = spreadOf(measured.meter ?? []).median * 1000;
  const month = (30 * 8_640 * 1_000) / perSecond;
  return {
    figures: [
      figure("estimates", "/s", measured.own),
      figure("the same with big.js", "/s", measured.big),
      figure("break-even to 10,000 viewers", "ms", measured.cross),
      figure("samples metered", "k/s", measured.meter),
      figure("the same with big.js", "k/s", measured.meterBig),
    ],
    notes: [
      "Told, not judged. An estimate is one month of the preset mux: three plans tried, free minutes drawn, every line item made; the sum with big.js is written out for that one architecture, without line items, validation or choice of prices, and both agree to the millionth of a dollar.",
      `A month of samples every 10 s for 1,000 channels is 259 million: ${Math.round(month)} s of one core at this rate, reckoned from one channel's day.`,
    ],
  };
}

export const costModel: Measure = {
  name: "cost-model",
  what: "estimates, break-even and metering, beside the same sums with big.js",
  run,
};

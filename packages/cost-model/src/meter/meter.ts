import type { Usage } from "../rate/usage.js";
import { usageFrom } from "../scenario/usage-from.js";
import { Accumulator } from "./accumulator.js";
import { calibrated } from "./calibrate.js";
import { type MetricSample, readSample, type TimedSample } from "./metric-sample.js";
import { type MeterOptions, meterSettings, timeOf } from "./options.js";
import { orderSamples } from "./order-samples.js";
import { poolUsage } from "./pool-usage.js";

function byChannel(samples: readonly TimedSample[]): Map<string, TimedSample[]> {
  const channels = new Map<string, TimedSample[]>();
  for (const sample of samples) {
    const list = channels.get(sample.channelId);
    if (list === undefined) channels.set(sample.channelId, [sample]);
    else list.push(sample);
  }
  return channels;
}

/**
 * What each channel used, from samples in any order. Each sample holds until the next one, at most `maxGapMs`; of several
 * samples of one moment one counts. The usage is that of {@link usageOf}, so constant samples over an hour are priced as
 * the scenario of that hour is.
 *
 * @throws HybridStreamError `invalid-sample`, `invalid-options`
 */
export function meterChannels(samples: readonly MetricSample[], options: MeterOptions): ReadonlyMap<string, Usage> {
  const settings = meterSettings(options);
  const until = options.until === undefined ? null : timeOf(options.until, "until");
  const read = samples.map((sample, index) => readSample(sample, index, settings.now));
  const usages = new Map<string, Usage>();
  for (const [channelId, list] of byChannel(read)) {
    const ordered = orderSamples(list);
    const accumulator = new Accumulator(settings);
    for (const [index, sample] of ordered.entries()) {
      const next = ordered[index + 1] ?? null;
      const end = next?.time ?? until ?? sample.time;
      accumulator.add(sample, Math.min(Math.max(0, end - sample.time), settings.maxGap), next);
    }
    const usage = usageFrom(settings, accumulator.activities(settings.segmentSeconds));
    usages.set(channelId, calibrated(usage, settings.calibration));
  }
  return usages;
}

/** What all channels used together: {@link meterChannels}, pooled for {@link rate}. */
export function meter(samples: readonly MetricSample[], options: MeterOptions): Usage {
  return poolUsage(meterChannels(samples, options).values());
}

import type { MetricSample } from "@hybrid-stream/cost-model";
import { Big } from "big.js";

/** Viewer-seconds and gigabytes of ordered samples, written out with big.js. */
export function meterWithBig(samples: readonly MetricSample[]): { viewerSeconds: Big; gigabytes: Big } {
  let viewerSeconds = new Big(0);
  let bits = new Big(0);
  let before: { time: number; sample: MetricSample } | null = null;
  for (const sample of samples) {
    const time = Date.parse(sample.at);
    if (before !== null) {
      const part = new Big(Math.min(time - before.time, 60_000)).div(1000).times(before.sample.hlsViewers);
      viewerSeconds = viewerSeconds.plus(part);
      bits = bits.plus(part.times(before.sample.bitrateKbps).times(1000));
    }
    before = { time, sample };
  }
  return { viewerSeconds, gigabytes: bits.div(8).div(1e9) };
}

import type { TimedSample } from "./metric-sample.js";

function keyOf(sample: TimedSample): string {
  const { agoraViewers, hlsViewers, bitrateKbps, resolution, relay, hosts = 1, egressBytes, requests } = sample;
  return [agoraViewers, hlsViewers, bitrateKbps, resolution, relay, hosts, egressBytes ?? "", requests ?? ""].join(" ");
}

/** Of two samples of one moment the one that is kept, whichever came first. */
export function preferred(a: TimedSample, b: TimedSample): TimedSample {
  const viewers = a.agoraViewers + a.hlsViewers - (b.agoraViewers + b.hlsViewers);
  if (viewers !== 0) return viewers > 0 ? a : b;
  return keyOf(a) >= keyOf(b) ? a : b;
}

/** Samples of one channel by time, one for each moment. In whatever order they came, the result is the same. */
export function orderSamples(samples: readonly TimedSample[]): TimedSample[] {
  const sorted = [...samples].sort((a, b) => a.time - b.time);
  const kept: TimedSample[] = [];
  for (const sample of sorted) {
    const last = kept.at(-1);
    if (last?.time === sample.time) kept[kept.length - 1] = preferred(last, sample);
    else kept.push(sample);
  }
  return kept;
}

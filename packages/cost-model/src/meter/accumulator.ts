import { larger } from "../money/divide.js";
import { type Activity, requestsIn } from "../scenario/activity.js";
import type { Resolution } from "../scenario/resolution.js";
import type { TimedSample } from "./metric-sample.js";

/** Integrals of one picture size. They are numbers while they are small enough to be exact, for speed. */
interface Sums {
  readonly resolution: Resolution;
  readonly hosts: number;
  liveTime: number;
  relayTime: number;
  rtcViewerTime: bigint;
  hlsViewerTime: bigint;
  /** HLS time without requests that the CDN reported. */
  unreportedTime: bigint;
  hlsBits: bigint;
  reportedRequests: bigint;
  peakHlsViewers: number;
  /** Not yet in the bigints. */
  readonly small: { rtc: number; hls: number; unreported: number; bits: number };
}

const most = Number.MAX_SAFE_INTEGER / 2;

function flush(sums: Sums): void {
  const { small } = sums;
  sums.rtcViewerTime += BigInt(small.rtc);
  sums.hlsViewerTime += BigInt(small.hls);
  sums.unreportedTime += BigInt(small.unreported);
  sums.hlsBits += BigInt(small.bits);
  Object.assign(small, { rtc: 0, hls: 0, unreported: 0, bits: 0 });
}

function emptySums({ resolution, hosts = 1 }: TimedSample): Sums {
  return {
    ...{ resolution, hosts, liveTime: 0, relayTime: 0, rtcViewerTime: 0n, hlsViewerTime: 0n, unreportedTime: 0n },
    ...{ hlsBits: 0n, reportedRequests: 0n, peakHlsViewers: 0, small: { rtc: 0, hls: 0, unreported: 0, bits: 0 } },
  };
}

/** Adds up what samples mean over time. Exact: the order and the cutting of the time do not matter. */
export class Accumulator {
  readonly #sums = new Map<string, Sums>();
  /** Whether the viewers' time counts as a platform's although no relay runs: an encoder pushes by itself. */
  readonly #pushed: boolean;
  #last: Sums | null = null;

  constructor({ pushed }: { readonly pushed: boolean }) {
    this.#pushed = pushed;
  }

  #sumsOf(sample: TimedSample): Sums {
    const { resolution, hosts = 1 } = sample;
    // Nearly always as before.
    if (this.#last?.resolution === resolution && this.#last.hosts === hosts) return this.#last;
    const key = `${resolution} ${hosts}`;
    const sums = this.#sums.get(key) ?? emptySums(sample);
    this.#sums.set(key, sums);
    this.#last = sums;
    return sums;
  }

  /** What `sample` says held for `span` milliseconds; `next` is the one that ends it and reports its bytes. */
  add(sample: TimedSample, span: number, next: TimedSample | null): void {
    const sums = this.#sumsOf(sample);
    sums.liveTime += span;
    if (this.#pushed || sample.relay !== "off") sums.relayTime += span;
    sums.peakHlsViewers = Math.max(sums.peakHlsViewers, sample.hlsViewers);
    const hlsTime = sample.hlsViewers * span;
    sums.small.rtc += sample.agoraViewers * span;
    sums.small.hls += hlsTime;
    if (next?.requests === undefined) sums.small.unreported += hlsTime;
    else sums.reportedRequests += next.requests;
    if (next?.egressBytes !== undefined) sums.hlsBits += next.egressBytes * 8n;
    else if (hlsTime * sample.bitrateKbps < most) sums.small.bits += hlsTime * sample.bitrateKbps;
    else sums.hlsBits += BigInt(hlsTime) * BigInt(sample.bitrateKbps);
    const { rtc, hls, bits } = sums.small;
    if (rtc > most || hls > most || bits > most) flush(sums);
  }

  /** One that goes on from here by itself. */
  copy(): Accumulator {
    const copy = new Accumulator({ pushed: this.#pushed });
    for (const [key, sums] of this.#sums) copy.#sums.set(key, { ...sums, small: { ...sums.small } });
    return copy;
  }

  activities(segmentSeconds: number): Activity[] {
    return [...this.#sums.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, sums]) => {
        flush(sums);
        return {
          resolution: sums.resolution,
          hosts: sums.hosts,
          liveTime: BigInt(sums.liveTime),
          relayTime: BigInt(sums.relayTime),
          rtcViewerTime: sums.rtcViewerTime,
          hlsViewerTime: sums.hlsViewerTime,
          hlsBits: sums.hlsBits,
          hlsRequests: sums.reportedRequests + requestsIn(sums.unreportedTime, segmentSeconds),
          peakHlsViewers: larger(BigInt(sums.peakHlsViewers), 0n),
        };
      });
  }
}

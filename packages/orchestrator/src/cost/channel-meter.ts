import {
  type Architecture,
  Ledger,
  type MetricSample,
  type PriceBook,
  poolUsage,
  type Resolution,
  type Usage,
  usualBitrate,
} from "@hybrid-stream/cost-model";
import type { Figures } from "../metrics/figures.js";
import { maxGapMs } from "../metrics/metrics-recorder.js";

/** Something that a cost does not rest on a measurement for. */
export interface UnknownCost {
  readonly what: "agora-viewers" | "hls-viewers" | "bitrate" | "resolution" | "second-relay";
  /** For how long it was not known. */
  readonly seconds: number;
  /** What was reckoned with instead. */
  readonly assumed: string;
}

export interface MeterSettings {
  readonly book: PriceBook;
  readonly region: string;
  readonly resolution: Resolution;
}

/** A stretch of one day with one architecture. */
interface Segment {
  readonly day: string;
  readonly architecture: Architecture;
  readonly ledger: Ledger;
}

type Sample = Omit<MetricSample, "at">;

const dayMs = 86_400_000;

export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** Meters one show: its usage of every meter, by UTC day. */
export class ChannelMeter {
  #segment: Segment | null = null;
  /** Not yet in the ledger: of several samples of one moment the last one counts. */
  #last: {
    readonly at: number;
    readonly sample: Sample;
    readonly unknown: readonly Omit<UnknownCost, "seconds">[];
  } | null = null;
  readonly #days = new Map<string, Usage>();
  readonly #architectures = new Map<string, Architecture>();
  readonly #unknown = new Map<string, { readonly what: UnknownCost["what"]; readonly assumed: string; ms: number }>();

  constructor(
    readonly channelId: string,
    readonly session: number,
    private readonly settings: MeterSettings,
  ) {}

  /** How the channel is carried now; `null` while it is off the air. */
  get architecture(): Architecture | null {
    return this.#segment?.architecture ?? null;
  }

  /** How it was ever carried. */
  get architectures(): Iterable<Architecture> {
    return this.#architectures.values();
  }

  /** What the show is like now, to say what the next minute costs; `null` while it is off the air. */
  get latest(): Sample | null {
    return this.#last?.sample ?? null;
  }

  /** What holds from `at` (milliseconds since 1970) on; `null`: nothing is on the air any more. */
  see(at: number, figures: Figures | null, architecture: Architecture | null): void {
    this.#passMidnights(at);
    const changed = JSON.stringify(architecture) !== JSON.stringify(this.architecture);
    if (figures === null || architecture === null || changed) this.#close(at);
    if (figures === null || architecture === null) return;
    if (this.#last !== null && at < this.#last.at) return;
    if (this.#last !== null && at > this.#last.at) this.#count(at);
    this.#segment ??= this.#open(at, architecture);
    const unknown = unknownOf(figures, this.settings.resolution);
    this.#last = { at, sample: this.#sampleOf(figures), unknown };
  }

  /** Ends with the last sample: what came after it is not known here. */
  abandon(): void {
    if (this.#last !== null) this.#close(this.#last.at);
  }

  /** Up to the last sample. */
  usageByDay(): ReadonlyMap<string, Usage> {
    const days = new Map(this.#days);
    if (this.#segment === null) return days;
    this.#record();
    const { day, ledger } = this.#segment;
    return days.set(day, poolUsage([days.get(day) ?? [], ledger.usage()]));
  }

  unknown(): UnknownCost[] {
    return [...this.#unknown.values()].map(({ what, assumed, ms }) => ({ what, assumed, seconds: ms / 1000 }));
  }

  #open(at: number, architecture: Architecture): Segment {
    const { book, region } = this.settings;
    this.#architectures.set(JSON.stringify(architecture), architecture);
    const ledger = new Ledger({ book, architecture, region, maxGapMs, settleMs: 0 });
    return { day: dayOf(at), architecture, ledger };
  }

  #record(): void {
    if (this.#last === null) return;
    this.#segment?.ledger.record({ ...this.#last.sample, at: new Date(this.#last.at).toISOString() });
  }

  /** The last sample held until `at`. */
  #count(at: number): void {
    if (this.#last === null) return;
    this.#record();
    const ms = Math.min(at - this.#last.at, maxGapMs);
    for (const { what, assumed } of this.#last.unknown) {
      const key = `${what} ${assumed}`;
      const counted = this.#unknown.get(key) ?? { what, assumed, ms: 0 };
      counted.ms += ms;
      this.#unknown.set(key, counted);
    }
  }

  #close(at: number): void {
    if (this.#last !== null && this.#segment !== null) {
      if (at > this.#last.at) {
        this.#count(at);
        this.#last = { ...this.#last, at };
      }
      this.#record();
      const { day, ledger } = this.#segment;
      this.#days.set(day, poolUsage([this.#days.get(day) ?? [], ledger.usage()]));
    }
    this.#segment = null;
    this.#last = null;
  }

  /** A day's usage ends with the day. */
  #passMidnights(at: number): void {
    while (this.#last !== null && this.#segment !== null && dayOf(at) > this.#segment.day) {
      const { sample, unknown } = this.#last;
      const { architecture, day } = this.#segment;
      const midnight = Date.parse(day) + dayMs;
      // Nobody looked for that long: the show goes on with the sample that comes now.
      if (at - this.#last.at > maxGapMs) {
        this.#close(this.#last.at + maxGapMs);
        return;
      }
      this.#close(midnight);
      this.#segment = this.#open(midnight, architecture);
      this.#last = { at: midnight, sample, unknown };
    }
  }

  #sampleOf({ agoraViewers, hlsViewers, bitrateKbps, resolution, hosts, relays }: Figures): Sample {
    const picture = resolution ?? this.settings.resolution;
    return {
      channelId: this.channelId,
      agoraViewers: agoraViewers ?? 0,
      hlsViewers: hlsViewers ?? 0,
      bitrateKbps: bitrateKbps ?? usualBitrate(picture),
      resolution: picture,
      relay: relays > 0 ? "live" : "off",
      hosts,
    };
  }
}

function unknownOf(figures: Figures, resolution: Resolution): Omit<UnknownCost, "seconds">[] {
  const isHls = figures.mode !== "agora-only";
  const picture = figures.resolution ?? resolution;
  const unknown: Omit<UnknownCost, "seconds">[] = [];
  if (figures.agoraViewers === null) unknown.push({ what: "agora-viewers", assumed: "0" });
  if (isHls && figures.hlsViewers === null) unknown.push({ what: "hls-viewers", assumed: "0" });
  if (isHls && figures.bitrateKbps === null) {
    unknown.push({ what: "bitrate", assumed: `${usualBitrate(picture)} kbit/s` });
  }
  if (figures.resolution === null) unknown.push({ what: "resolution", assumed: resolution });
  if (figures.relays > 1) unknown.push({ what: "second-relay", assumed: "one relay" });
  return unknown;
}

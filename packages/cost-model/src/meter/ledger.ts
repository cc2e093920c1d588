import type { PriceBook } from "../book/price-book.js";
import { costError } from "../errors.js";
import { allocate } from "../money/allocate.js";
import type { PicoUsd } from "../money/pico-usd.js";
import type { Bill } from "../rate/bill.js";
import { rate, rateTotal } from "../rate/rate.js";
import type { Usage } from "../rate/usage.js";
import { usageFrom } from "../scenario/usage-from.js";
import { plansOf } from "../scenario/usage-of.js";
import { Accumulator } from "./accumulator.js";
import { calibrated } from "./calibrate.js";
import { type MetricSample, readSample, type TimedSample } from "./metric-sample.js";
import { type MeterOptions, type MeterSettings, meterSettings } from "./options.js";
import { orderSamples } from "./order-samples.js";
import { poolUsage } from "./pool-usage.js";

export interface LedgerOptions extends Omit<MeterOptions, "now" | "until"> {
  readonly book: PriceBook;
  /** See `RateOptions.plans`. */
  readonly plans?: readonly string[];
  /** How long samples may come out of order, behind the newest of their channel. Milliseconds, default 60,000. */
  readonly settleMs?: number;
}

interface Channel {
  readonly accumulator: Accumulator;
  /** Not yet settled, and the last settled one, which is still open at its end. */
  waiting: TimedSample[];
  settledUntil: number;
}

/**
 * One account's month as it goes: samples in, cost so far out, for every channel and together. Start a new ledger for a new
 * month. Holds one sample in memory for every channel, and those of the last `settleMs`.
 */
export class Ledger {
  readonly #options: LedgerOptions;
  readonly #settings: MeterSettings;
  readonly #channels = new Map<string, Channel>();
  readonly #settleMs: number;

  /** @throws HybridStreamError `invalid-options` */
  constructor(options: LedgerOptions) {
    this.#options = options;
    this.#settings = meterSettings(options);
    this.#settleMs = options.settleMs ?? 60_000;
  }

  /**
   * Takes one sample. `now` is the latest time that it may have, ISO 8601.
   *
   * @throws HybridStreamError `invalid-sample`: wrong, from the future, or from before what is settled
   */
  record(sample: MetricSample, now?: string): void {
    const read = readSample(sample, "sample", now === undefined ? Number.POSITIVE_INFINITY : Date.parse(now));
    const fresh = { accumulator: new Accumulator(this.#settings), waiting: [], settledUntil: Number.NEGATIVE_INFINITY };
    const channel: Channel = this.#channels.get(read.channelId) ?? fresh;
    if (read.time < channel.settledUntil) {
      const limit = new Date(channel.settledUntil).toISOString();
      const message = `sample.at comes too late: the time before ${limit} is settled. Raise settleMs to wait longer.`;
      throw costError("invalid-sample", "sample.at", message);
    }
    this.#channels.set(read.channelId, channel);
    channel.waiting = orderSamples([...channel.waiting, read]);
    this.#settle(channel);
  }

  #settle(channel: Channel): void {
    const newest = channel.waiting.at(-1)?.time ?? 0;
    let [first, second] = channel.waiting;
    while (first !== undefined && second !== undefined && second.time <= newest - this.#settleMs) {
      channel.accumulator.add(first, Math.min(second.time - first.time, this.#settings.maxGap), second);
      channel.settledUntil = second.time;
      channel.waiting.shift();
      [first, second] = channel.waiting;
    }
  }

  /** The waiting samples are added for the moment of asking only. */
  #usageOf(channel: Channel): Usage {
    const accumulator = channel.accumulator.copy();
    for (const [index, sample] of channel.waiting.entries()) {
      const next = channel.waiting[index + 1] ?? null;
      accumulator.add(sample, Math.min((next?.time ?? sample.time) - sample.time, this.#settings.maxGap), next);
    }
    const activities = accumulator.activities(this.#settings.segmentSeconds);
    return calibrated(usageFrom(this.#settings, activities), this.#settings.calibration);
  }

  get #rateOptions() {
    const plans = plansOf(this.#settings.architecture, this.#options.plans ?? []);
    return { plans, basis: "metered" } as const;
  }

  /** What one channel used so far. Empty for one that is not known. */
  usageOf(channelId: string): Usage {
    const channel = this.#channels.get(channelId);
    return channel === undefined ? [] : this.#usageOf(channel);
  }

  /** What all channels used so far. */
  usage(): Usage {
    return poolUsage([...this.#channels.values()].map((channel) => this.#usageOf(channel)));
  }

  /** The account's month so far. */
  bill(): Bill {
    return rate(this.#options.book, this.usage(), this.#rateOptions);
  }

  /**
   * The account's month so far, split among the channels by what each would cost alone. The parts add up to the bill's
   * total exactly.
   */
  costByChannel(): ReadonlyMap<string, PicoUsd> {
    const { book } = this.#options;
    const usages = [...this.#channels].map(([id, channel]) => ({ id, usage: this.#usageOf(channel) }));
    const options = this.#rateOptions;
    const total = rateTotal(book, poolUsage(usages.map(({ usage }) => usage)), options);
    const parts = allocate(
      total,
      usages.map(({ usage }) => rateTotal(book, usage, options)),
    );
    return new Map(usages.map(({ id }, index) => [id, parts[index] ?? 0n]));
  }
}

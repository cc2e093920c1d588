import { type Budget, type PicoUsd, poolUsage, rateTotal, type Usage } from "@hybrid-stream/cost-model";
import type { ChannelOrder, ChannelRecord } from "@hybrid-stream/spec";
import type { OwnedChannel } from "../loop/owned-channel.js";
import type { Figures } from "../metrics/figures.js";
import type { ArchitectureFor } from "./architecture-for.js";
import type { AccountReading } from "./budget-desk.js";
import {
  burnOf,
  type ChannelCost,
  type CostSummary,
  channelCostOf,
  plansFor,
  scheduledEnd,
  summaryOf,
} from "./channel-cost.js";
import { ChannelMeter, dayOf, type MeterSettings } from "./channel-meter.js";
import type { CostOptions } from "./cost-options.js";

/** Shows that are over, of which the cost is still told. */
const endedAtMost = 1000;

interface Show {
  readonly meter: ChannelMeter;
  order: ChannelOrder;
  summary: CostSummary | null;
  isDirty: boolean;
}

/** What the channels of this process cost, each by itself and all together. */
export class CostAccount {
  /** The newest show of each channel; the one that was on the air last stands last. */
  readonly #shows = new Map<string, Show>();
  /** Of shows that are forgotten, by day. */
  readonly #archive = new Map<string, Usage>();
  readonly #settings: MeterSettings;

  constructor(
    readonly options: CostOptions,
    private readonly architectureOf: ArchitectureFor,
  ) {
    const { book, region = "na-eu", resolution = "720p" } = options;
    this.#settings = { book, region, resolution };
  }

  see({ record }: Pick<OwnedChannel, "record">, figures: Figures | null, at: number): void {
    const show = this.#showOf(record, figures);
    if (show === null) return;
    show.order = record.order;
    if (show.meter.latest === null && figures === null) return;
    show.isDirty = true;
    show.meter.see(at, figures, figures === null ? null : this.architectureOf(record));
  }

  abandon(channelId: string): void {
    this.#shows.get(channelId)?.meter.abandon();
  }

  /** `null` when nothing of the channel's newest session was metered here. */
  costOf(order: ChannelOrder, { now, end }: { readonly now: Date; readonly end: string | null }): ChannelCost {
    const show = this.#shows.get(order.channelId);
    const meter =
      show?.meter.session === order.session
        ? show.meter
        : new ChannelMeter(order.channelId, order.session, this.#settings);
    return channelCostOf(meter, { options: this.options, now, end: end ?? scheduledEnd(order) });
  }

  /** As of the last minute. */
  summary({ channelId, session }: ChannelOrder): CostSummary | null {
    const show = this.#shows.get(channelId);
    return show?.meter.session === session ? show.summary : null;
  }

  /** Reckons anew for all shows that were on the air since the last call. */
  refresh(now: Date): { readonly order: ChannelOrder; readonly session: number; readonly cost: ChannelCost }[] {
    return [...this.#shows.values()]
      .filter(({ isDirty }) => isDirty)
      .map((show) => {
        const { meter, order } = show;
        const cost = channelCostOf(meter, { options: this.options, now, end: scheduledEnd(order) });
        show.summary = summaryOf(cost);
        show.isDirty = meter.latest !== null;
        return { order, session: meter.session, cost };
      });
  }

  /** What the account has spent in a period, and what it goes on spending. */
  reading(period: Exclude<Budget["period"], "stream">, now: Date): AccountReading {
    const today = dayOf(now.getTime());
    const month = today.slice(0, 7);
    const before = this.#usage((day) => day.startsWith(month) && day < today);
    const soFar = this.#usage((day) => day.startsWith(month) && day <= today);
    const plans = plansFor(
      this.options,
      [...this.#shows.values()].flatMap(({ meter }) => [...meter.architectures]),
    );
    const total = (usage: Usage): PicoUsd => rateTotal(this.options.book, usage, { plans });
    const actual = period === "month" ? total(soFar) : total(soFar) - total(before);
    const live = [...this.#shows.values()].filter(({ meter }) => meter.latest !== null);
    const burns = live.map(({ meter, order }) => ({
      burn: burnOf(meter, soFar, this.options),
      end: scheduledEnd(order),
    }));
    return { periodId: period === "month" ? month : today, actual, burns };
  }

  #usage(counts: (day: string) => boolean): Usage {
    const usages: Usage[] = [...this.#archive].filter(([day]) => counts(day)).map(([, usage]) => usage);
    for (const { meter } of this.#shows.values()) {
      for (const [day, usage] of meter.usageByDay()) if (counts(day)) usages.push(usage);
    }
    return poolUsage(usages);
  }

  #showOf(record: ChannelRecord, figures: Figures | null): Show | null {
    const { channelId } = record.order;
    const known = this.#shows.get(channelId) ?? null;
    if (figures === null || known?.meter.session === figures.session) return known;
    if (known !== null) this.#forget(channelId, known);
    const meter = new ChannelMeter(channelId, figures.session, this.#settings);
    const show: Show = { meter, order: record.order, summary: null, isDirty: true };
    this.#shows.set(channelId, show);
    this.#forgetTheOldest();
    return show;
  }

  #forgetTheOldest(): void {
    let ended = [...this.#shows.values()].filter(({ meter }) => meter.latest === null).length;
    if (ended <= endedAtMost) return;
    for (const [channelId, show] of this.#shows) {
      if (show.meter.latest !== null) continue;
      this.#forget(channelId, show);
      ended -= 1;
      if (ended <= endedAtMost) return;
    }
  }

  #forget(channelId: string, { meter }: Show): void {
    meter.abandon();
    this.#shows.delete(channelId);
    for (const [day, usage] of meter.usageByDay()) {
      this.#archive.set(day, poolUsage([this.#archive.get(day) ?? [], usage]));
    }
    // No budget looks back further than a month.
    const newest = [...this.#archive.keys()].sort().at(-1)?.slice(0, 7) ?? "";
    for (const day of this.#archive.keys()) if (day.slice(0, 7) < newest) this.#archive.delete(day);
  }
}

import {
  type Architecture,
  type Bill,
  burnRate,
  type CostWarning,
  forecast,
  type LineItem,
  type PicoUsd,
  poolUsage,
  rate,
  type Usage,
  usdString,
} from "@hybrid-stream/cost-model";
import { type ChannelOrder, HybridStreamError } from "@hybrid-stream/spec";
import type { ChannelMeter, UnknownCost } from "./channel-meter.js";
import type { CostOptions } from "./cost-options.js";

/** What one show costs, by itself. Amounts in pico-dollars, exact; `usdString` and `formatUsd` show them. */
export interface ChannelCost {
  readonly channelId: string;
  readonly session: number;
  /** ISO 8601. */
  readonly at: string;
  readonly currency: "USD";
  /** The price book, and the day of its prices. */
  readonly book: { readonly id: string; readonly asOf: string };
  /** How it is carried now; `null` while it is off the air. */
  readonly architecture: Architecture | null;
  /** So far: the sum of the line items. */
  readonly accrued: PicoUsd;
  /** What the next minute costs if it is like now. */
  readonly burnPerMinute: PicoUsd;
  /** Of the whole show, if it goes on like now until `end`; `null` without a scheduled end. */
  readonly forecast: { readonly end: string; readonly total: PicoUsd } | null;
  readonly lineItems: readonly LineItem[];
  readonly warnings: readonly CostWarning[];
  /** What was assumed, and for how long. */
  readonly unknown: readonly UnknownCost[];
}

/** {@link ChannelCost} for snapshots and events: plain JSON, amounts as exact decimal strings of US dollars. */
export interface CostSummary {
  readonly at: string;
  readonly currency: "USD";
  readonly book: { readonly id: string; readonly asOf: string };
  readonly accruedUsd: string;
  readonly burnPerMinuteUsd: string;
  readonly forecast: { readonly end: string; readonly totalUsd: string } | null;
  readonly unknown: readonly UnknownCost[];
}

/** The plans to rate with. The flat CDN plan has to be asked for by its name. */
export function plansFor(options: CostOptions, architectures: Iterable<Architecture | null>): readonly string[] {
  const flat = [...architectures].some((architecture) => architecture?.cdn === "cloudfront-flat");
  return flat ? [...(options.plans ?? []), "cloudfront.flat"] : (options.plans ?? []);
}

/** When a show is to end, by its order; `null`: not known. */
export function scheduledEnd({ plannedDurationSeconds, orderedAt }: ChannelOrder): string | null {
  if (plannedDurationSeconds === null) return null;
  return new Date(Date.parse(orderedAt) + plannedDurationSeconds * 1000).toISOString();
}

/** What a channel is expected to go on like. */
export function expectedOf({ latest, architecture }: ChannelMeter, options: CostOptions) {
  if (latest === null || architecture === null) return null;
  const { agoraViewers, hlsViewers, hosts = 1, bitrateKbps, resolution, relay } = latest;
  const onRtc = architecture.platform === "agora-interactive" || architecture.platform === "agora-broadcast";
  const viewers = onRtc ? agoraViewers : agoraViewers + hlsViewers;
  const interactiveViewers = onRtc ? 0 : agoraViewers;
  // Without its relay a hybrid show costs what is on RTC, and nothing more.
  const idle = relay === "off" && architecture.relay !== "none";
  const carried: Architecture = idle
    ? { relay: "none", platform: "agora-interactive", cdn: "included", dyno: architecture.dyno }
    : architecture;
  return {
    architecture: carried,
    ...(idle ? { viewers: agoraViewers, interactiveViewers: 0 } : { viewers, interactiveViewers }),
    ...{ hosts, bitrateKbps: Math.max(1, bitrateKbps), resolution, region: options.region ?? "na-eu" },
  };
}

/** What the next minute of a channel adds to what an account has used. */
export function burnOf(meter: ChannelMeter, soFar: Usage, options: CostOptions): PicoUsd {
  const expected = expectedOf(meter, options);
  return expected === null ? 0n : burnRate(options.book, soFar, { expected, plans: options.plans ?? [] });
}

/** @throws `price-missing` when the book has no price for something that was used. */
export function channelCostOf(
  meter: ChannelMeter,
  { options, now, end }: { readonly options: CostOptions; readonly now: Date; readonly end: string | null },
): ChannelCost {
  const { book } = options;
  const usage = poolUsage(meter.usageByDay().values());
  const bill: Bill = rate(book, usage, { plans: plansFor(options, meter.architectures), basis: "metered" });
  const expected = expectedOf(meter, options);
  const at = now.toISOString();
  const plans = options.plans ?? [];
  const total = (until: string): PicoUsd =>
    expected === null ? bill.total : forecast(book, { soFar: usage, now: at, end: until, expected, plans }).total;
  return {
    channelId: meter.channelId,
    session: meter.session,
    at,
    currency: "USD",
    book: { id: book.id, asOf: book.asOf },
    architecture: meter.architecture,
    accrued: bill.total,
    burnPerMinute: burnOf(meter, usage, options),
    forecast: end === null ? null : { end, total: total(end) },
    lineItems: bill.lineItems,
    warnings: bill.warnings,
    unknown: meter.unknown(),
  };
}

export function summaryOf({ at, currency, book, accrued, burnPerMinute, forecast, unknown }: ChannelCost): CostSummary {
  return {
    at,
    currency,
    book,
    accruedUsd: usdString(accrued),
    burnPerMinuteUsd: usdString(burnPerMinute),
    forecast: forecast === null ? null : { end: forecast.end, totalUsd: usdString(forecast.total) },
    unknown,
  };
}

export function costNotConfigured(): HybridStreamError {
  return new HybridStreamError({
    code: "cost-not-configured",
    message: "getCost: no cost is known without the option `cost`: give the orchestrator cost: { book, architecture }.",
    field: "cost",
    operation: "getCost",
  });
}

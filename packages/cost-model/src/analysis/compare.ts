import type { PriceBook } from "../book/price-book.js";
import { divideHalfEven } from "../money/divide.js";
import type { PicoUsd } from "../money/pico-usd.js";
import type { Scenario } from "../scenario/scenario.js";
import { type Estimate, type EstimateOptions, estimate } from "./estimate.js";

/** A share as a fraction, so that it stays exact. The denominator is never below zero; it is zero where nothing was due. */
export interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** One scenario beside another. */
export interface Comparison {
  readonly base: Estimate;
  readonly other: Estimate;
  /** What `other` costs less than `base`; below zero where it costs more. */
  readonly saving: PicoUsd;
  /** The saving as a part of what `base` costs. */
  readonly savingRatio: Ratio;
}

/** A ratio in percent with `digits` decimal places; `null` where nothing was due. */
export function percentOf({ numerator, denominator }: Ratio, digits = 1): string | null {
  if (denominator === 0n) return null;
  const scaled = divideHalfEven(numerator * 100n * 10n ** BigInt(digits), denominator);
  const text = (scaled < 0n ? -scaled : scaled).toString().padStart(digits + 1, "0");
  const whole = text.slice(0, text.length - digits);
  return `${scaled < 0n ? "-" : ""}${whole}${digits > 0 ? `.${text.slice(-digits)}` : ""}`;
}

/** Sets two estimates side by side. */
export function comparison(base: Estimate, other: Estimate): Comparison {
  const saving = base.total - other.total;
  return { base, other, saving, savingRatio: { numerator: saving, denominator: base.total } };
}

/**
 * Each of `others` beside `base`, in the same order.
 *
 * @throws HybridStreamError `invalid-options`, `price-missing`
 */
export function compare(
  book: PriceBook,
  base: Scenario,
  { others, ...options }: { readonly others: readonly Scenario[] } & EstimateOptions,
): readonly Comparison[] {
  const estimated = estimate(book, base, options);
  return others.map((other) => comparison(estimated, estimate(book, other, options)));
}

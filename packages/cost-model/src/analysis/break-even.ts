import type { PriceBook } from "../book/price-book.js";
import { costError, shown } from "../errors.js";
import type { PicoUsd } from "../money/pico-usd.js";
import type { Scenario } from "../scenario/scenario.js";
import { type EstimateOptions, totalCost } from "./estimate.js";
import { type Interval, intervalsOf } from "./intervals.js";

export interface BreakEvenOptions extends EstimateOptions {
  /** What grows. */
  readonly axis: "viewers" | "hours";
  /** The last value that is looked at. A whole number of at least 1, at most 1,000,000. */
  readonly max: number;
}

/** A scenario's total along an axis. Viewers on RTC are never more than there are viewers. */
export function curveOf(
  book: PriceBook,
  scenario: Scenario,
  { axis, max: _max, ...options }: BreakEvenOptions,
): (value: number) => PicoUsd {
  return (value) => {
    const at = { ...scenario, [axis]: value };
    const interactiveViewers = Math.min(at.interactiveViewers ?? 0, at.viewers);
    return totalCost(book, { ...at, interactiveViewers }, options);
  };
}

/** More usage never costs less, except by a volume price: that may fall as a whole where a step ends. */
function neverFalls(book: PriceBook): boolean {
  const volumes = book.prices.filter(({ mode }) => mode === "volume");
  return volumes.every(({ tiers }) => tiers.every(({ price }, index) => price >= (tiers[index - 1]?.price ?? 0n)));
}

/**
 * Where `a` and where `b` is cheaper, from 0 to `max`. Curves with free quantities, plans and whole servers cross several
 * times: the intervals cover every whole number, without gaps.
 *
 * @throws HybridStreamError `invalid-options`, `price-missing`
 */
export function breakEven(
  book: PriceBook,
  a: Scenario,
  { against, ...options }: { readonly against: Scenario } & BreakEvenOptions,
): readonly Interval[] {
  const { axis, max } = options;
  if (axis !== "viewers" && axis !== "hours") {
    throw costError("invalid-options", "axis", `axis must be viewers or hours; got ${shown(axis)}.`);
  }
  if (!Number.isInteger(max) || max < 1 || max > 1_000_000) {
    throw costError("invalid-options", "max", `max must be a whole number from 1 to 1000000; got ${shown(max)}.`);
  }
  const curves = { a: curveOf(book, a, options), b: curveOf(book, against, options) };
  return intervalsOf(curves, { max, rising: neverFalls(book) });
}

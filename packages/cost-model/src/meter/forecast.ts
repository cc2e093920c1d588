import type { PriceBook } from "../book/price-book.js";
import { divideHalfEven } from "../money/divide.js";
import type { PicoUsd } from "../money/pico-usd.js";
import type { Bill } from "../rate/bill.js";
import type { RateOptions } from "../rate/options.js";
import { rate, rateTotal } from "../rate/rate.js";
import type { Usage } from "../rate/usage.js";
import type { Scenario } from "../scenario/scenario.js";
import { demandsOf } from "../scenario/usage-of.js";
import { timeOf } from "./options.js";

export interface ForecastOptions extends Pick<RateOptions, "at" | "plans" | "planShare"> {
  /** The account's month so far, all channels. */
  readonly soFar: Usage;
  /** ISO 8601. */
  readonly now: string;
  /** When the show is to end, ISO 8601. In the past: nothing is to come. */
  readonly end: string;
  /** What is to come, but for its hours: the expected viewers above all. */
  readonly expected: Omit<Scenario, "hours">;
}

/**
 * What the account's month will have cost at the end of a show. The rest is rated together with the month so far, or free
 * quantities would be granted twice. Never less than the cost so far.
 *
 * @throws HybridStreamError `invalid-options`, `price-missing`
 */
export function forecast(book: PriceBook, { soFar, now, end, expected, ...options }: ForecastOptions): Bill {
  const rest = Math.max(0, timeOf(end, "end") - timeOf(now, "now"));
  const demands = demandsOf({ ...expected, hours: rest / 3_600_000 });
  const plans = [...new Set([...(options.plans ?? []), ...(demands.options.plans ?? [])])];
  const usage = rest === 0 ? soFar : [...soFar, ...demands.usage];
  return rate(book, usage, { ...options, plans, basis: "forecast" });
}

/**
 * What one more minute like this costs on top of the month so far: the burn rate. Machines that are paid by the month are
 * in the month already.
 *
 * @throws HybridStreamError `invalid-options`, `price-missing`
 */
export function burnRate(
  book: PriceBook,
  soFar: Usage,
  { expected, ...options }: Pick<ForecastOptions, "expected" | "at" | "plans" | "planShare">,
): PicoUsd {
  const demands = demandsOf({ ...expected, hours: 1 });
  const plans = [...new Set([...(options.plans ?? []), ...(demands.options.plans ?? [])])];
  const metered = demands.usage.filter(({ count }) => count === undefined);
  const before = rateTotal(book, soFar, { ...options, plans });
  const after = rateTotal(book, [...soFar, ...metered], { ...options, plans });
  return divideHalfEven(after - before, 60n);
}

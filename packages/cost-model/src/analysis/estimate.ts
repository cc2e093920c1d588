import type { PriceBook } from "../book/price-book.js";
import type { PicoUsd } from "../money/pico-usd.js";
import type { Bill } from "../rate/bill.js";
import type { RateOptions } from "../rate/options.js";
import { rate, rateTotal } from "../rate/rate.js";
import type { Usage } from "../rate/usage.js";
import { completeScenario, type Scenario } from "../scenario/scenario.js";
import { demandsOf } from "../scenario/usage-of.js";

/** The bill of a scenario, and how it depends on the audience. */
export interface Estimate extends Bill {
  readonly usage: Usage;
  /** What is due without a single viewer. */
  readonly fixed: PicoUsd;
  /** What the next viewer adds. Steps of plans and of whole servers make it jump. */
  readonly marginalViewer: PicoUsd;
}

/** When and with which plans a scenario is rated. */
export type EstimateOptions = Pick<RateOptions, "at" | "planShare" | "oldAfterDays">;

function billOf(book: PriceBook, scenario: Scenario, options: EstimateOptions): { usage: Usage; bill: Bill } {
  const { usage, options: own } = demandsOf(scenario);
  return { usage, bill: rate(book, usage, { ...options, ...own }) };
}

/** The total of a scenario alone, without what an {@link Estimate} says beside it. */
export function totalCost(book: PriceBook, scenario: Scenario, options: EstimateOptions = {}): PicoUsd {
  const { usage, options: own } = demandsOf(scenario);
  return rateTotal(book, usage, { ...options, ...own });
}

/**
 * What a scenario's month costs: `rate(book, usageOf(scenario))`.
 *
 * @throws HybridStreamError `invalid-options`, `price-missing`
 */
export function estimate(book: PriceBook, scenario: Scenario, options: EstimateOptions = {}): Estimate {
  const { usage, bill } = billOf(book, scenario, options);
  const { viewers } = completeScenario(scenario);
  const fixed = totalCost(book, { ...scenario, viewers: 0, interactiveViewers: 0 }, options);
  const next = totalCost(book, { ...scenario, viewers: viewers + 1 }, options);
  return { ...bill, usage, fixed, marginalViewer: next - bill.total };
}

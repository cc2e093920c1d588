import type { PlanGroup, PriceBook } from "../book/price-book.js";
import type { PicoUsd } from "../money/pico-usd.js";
import type { Bill } from "./bill.js";
import { type Charges, charge } from "./charge.js";
import { chargeGroup, checkPlanNames } from "./choose-plan.js";
import type { RateOptions } from "./options.js";
import type { Usage, UsageLine } from "./usage.js";
import { warningsOf } from "./warnings.js";

/** The usage by the group of plans that is about it, in the book's order; what no plan is about goes under `null`. */
function byGroup(book: PriceBook, usage: Usage): Map<PlanGroup | null, UsageLine[]> {
  const lines = new Map<PlanGroup | null, UsageLine[]>([[null, []]]);
  for (const group of book.planGroups) lines.set(group, []);
  for (const line of usage) {
    const group = book.planGroups.find(({ meters }) => meters.has(line.meter)) ?? null;
    lines.get(group)?.push(line);
  }
  return lines;
}

function chargesOf(book: PriceBook, usage: Usage, options: RateOptions): Charges[] {
  const { basis = "scenario", at = book.asOf, plans: wanted = [], planShare = [1n, 1n] } = options;
  checkPlanNames(book, wanted);
  const charges: Charges[] = [];
  for (const [group, lines] of byGroup(book, usage)) {
    if (lines.length === 0) continue;
    const context = { basis, at, planShare };
    charges.push(
      group === null
        ? charge(book, lines, { ...context, plan: null })
        : chargeGroup(book, lines, { ...context, group, wanted }),
    );
  }
  return charges;
}

function sumOf(charges: readonly Charges[]): PicoUsd {
  return charges.reduce((sum, { total }) => sum + total, 0n);
}

/** The total of {@link rate} alone, for those who ask very often. */
export function rateTotal(book: PriceBook, usage: Usage, options: RateOptions = {}): PicoUsd {
  return sumOf(chargesOf(book, usage, options));
}

/**
 * What a month's usage of one account costs. Money is made here and nowhere else: estimates, meters and forecasts all
 * come through here. Usage is pooled first, so rate an account's channels together and split the bill after.
 *
 * @throws HybridStreamError `price-missing` when something is used that the book has no price for
 */
export function rate(book: PriceBook, usage: Usage, options: RateOptions = {}): Bill {
  const { at = book.asOf, oldAfterDays = 365 } = options;
  const charges = chargesOf(book, usage, options);
  const lineItems = charges.flatMap((one) => one.lineItems);
  const recurring = lineItems.filter(({ chargeFrequency }) => chargeFrequency === "Recurring");
  return {
    bookId: book.id,
    total: sumOf(charges),
    recurring: recurring.reduce((sum, { cost }) => sum + cost, 0n),
    lineItems,
    planIds: charges.flatMap(({ plan }) => (plan === null ? [] : [plan.id])),
    warnings: warningsOf(book, charges, { at, oldAfterDays }),
  };
}

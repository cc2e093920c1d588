import type { PlanGroup, PriceBook } from "../book/price-book.js";
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

/**
 * What a month's usage of one account costs. Money is made here and nowhere else: estimates, meters and forecasts all
 * come through here. Usage is pooled first, so rate an account's channels together and split the bill after.
 *
 * @throws HybridStreamError `price-missing` when something is used that the book has no price for
 */
export function rate(book: PriceBook, usage: Usage, options: RateOptions = {}): Bill {
  const { basis = "scenario", at = book.asOf, plans: wanted = [], planShare = [1n, 1n], oldAfterDays = 365 } = options;
  const context = { basis, at, planShare };
  checkPlanNames(book, wanted);
  const charges: Charges[] = [];
  for (const [group, lines] of byGroup(book, usage)) {
    if (lines.length === 0) continue;
    charges.push(
      group === null
        ? charge(book, lines, { ...context, plan: null })
        : chargeGroup(book, lines, { ...context, group, wanted }),
    );
  }
  const lineItems = charges.flatMap((one) => one.lineItems);
  const recurring = lineItems.filter(({ chargeFrequency }) => chargeFrequency === "Recurring");
  return {
    bookId: book.id,
    total: charges.reduce((sum, { total }) => sum + total, 0n),
    recurring: recurring.reduce((sum, { cost }) => sum + cost, 0n),
    lineItems,
    planIds: charges.flatMap(({ plan }) => (plan === null ? [] : [plan.id])),
    warnings: warningsOf(book, charges, { at, oldAfterDays }),
  };
}

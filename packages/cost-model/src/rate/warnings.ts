import type { Price, PriceBook } from "../book/price-book.js";
import type { CostWarning } from "./bill.js";
import type { Charges } from "./charge.js";
import type { Demand } from "./demand.js";

const millisecondsPerDay = 86_400_000;

function about(price: Price, at: string, oldAfterDays: number): CostWarning[] {
  const warnings: CostWarning[] = [];
  const days = Math.floor((Date.parse(at) - Date.parse(price.source.asOf)) / millisecondsPerDay);
  if (days > oldAfterDays) {
    const message = `The price ${price.id} was last seen on ${price.source.asOf}, ${days} days before.`;
    warnings.push({ code: "old-price", about: price.id, message });
  }
  if (price.source.confidence === "low") {
    const message = `The price ${price.id} rests on a weak source: ${price.source.text}.`;
    warnings.push({ code: "low-confidence", about: price.id, message });
  }
  return warnings;
}

/** A volume price may fall as a whole when its next step is reached: a little more usage is cheaper then. */
function volumeDrop({ price, billable }: Demand): CostWarning[] {
  if (price.mode !== "volume" || price.tierBy === "level") return [];
  const tier = price.tiers.findIndex(({ upTo }) => upTo === null || billable <= upTo);
  const before = price.tiers[tier - 1];
  const here = price.tiers[tier];
  if (before?.upTo == null || here === undefined) return [];
  const edge = before.upTo * before.price + before.flat * price.block;
  if (billable * here.price + here.flat * price.block >= edge) return [];
  const message = `${price.id} costs less here than at ${before.upTo / price.unitSize} ${price.unit}, where a step ends.`;
  return [{ code: "volume-drop", about: price.id, message }];
}

/** What a reader of these charges should know. */
export function warningsOf(
  book: PriceBook,
  charges: readonly Charges[],
  { at, oldAfterDays }: { readonly at: string; readonly oldAfterDays: number },
): CostWarning[] {
  const warnings: CostWarning[] = [];
  for (const { plan, demands, exceeds } of charges) {
    if (plan !== null && exceeds !== null) {
      const message = `The usage of ${exceeds} is more than the plan ${plan.id} of the book ${book.id} allows: the vendor may degrade or end the service.`;
      warnings.push({ code: "plan-limit-exceeded", about: plan.id, message });
    }
    for (const demand of demands) warnings.push(...about(demand.price, at, oldAfterDays), ...volumeDrop(demand));
  }
  return warnings;
}

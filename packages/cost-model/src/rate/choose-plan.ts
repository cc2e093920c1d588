import type { Plan, PlanGroup, PriceBook } from "../book/price-book.js";
import { costError } from "../errors.js";
import { type ChargeContext, type Charges, charge } from "./charge.js";
import type { Usage } from "./usage.js";

function isMeant(plan: Plan, wanted: readonly string[]): boolean {
  return wanted.some((id) => plan.id === id || plan.id.startsWith(`${id}.`));
}

/** The plans of a group that may be taken. */
function candidates(group: PlanGroup, wanted: readonly string[]): readonly Plan[] {
  const named = group.plans.filter((plan) => isMeant(plan, wanted));
  return named.length > 0 ? named : group.plans.filter(({ data }) => data.optIn !== true);
}

/** Refuses names that mean no plan of the book: a misspelt one would change the answer in silence. */
export function checkPlanNames(book: PriceBook, wanted: readonly string[]): void {
  for (const id of wanted) {
    if (book.planGroups.some(({ plans }) => plans.some((plan) => isMeant(plan, [id])))) continue;
    const known = book.planGroups.flatMap(({ plans }) => plans.map((plan) => plan.id));
    const list = known.length > 0 ? `It has ${known.join(", ")}.` : "It has no plans at all.";
    throw costError("price-missing", "plans", `The book ${book.id} has no plan ${id}. ${list}`);
  }
}

/** The charges under the cheapest plan whose limits hold. Where none does: under the one that allows most. */
export function chargeGroup(
  book: PriceBook,
  usage: Usage,
  { group, wanted, ...context }: ChargeContext & { readonly group: PlanGroup; readonly wanted: readonly string[] },
): Charges {
  let best: Charges | null = null;
  for (const plan of candidates(group, wanted)) {
    const charges = charge(book, usage, { ...context, plan });
    const fits = charges.exceeds === null;
    // Plans stand in ascending order: of those that are too small, the last one allows most.
    if (best === null || (fits && (best.exceeds !== null || charges.total < best.total))) best = charges;
    else if (!fits && best.exceeds !== null) best = charges;
  }
  return best ?? charge(book, usage, { ...context, plan: null });
}

import type { Plan, PriceBook } from "../book/price-book.js";
import { isTime } from "../book/units.js";
import { divideHalfEven, smaller } from "../money/divide.js";
import type { PicoUsd } from "../money/pico-usd.js";
import type { Basis, LineItem } from "./bill.js";
import { type Demand, demandOf } from "./demand.js";
import { piecesOf } from "./pieces.js";
import { segmentsOf } from "./segments.js";
import type { Usage } from "./usage.js";

/** What holds for all charges of a bill. */
export interface ChargeContext {
  readonly at: string;
  readonly basis: Basis;
  readonly planShare: readonly [bigint, bigint];
}

/** The charges of one plan, or of usage that no plan is about. */
export interface Charges {
  readonly plan: Plan | null;
  readonly lineItems: readonly LineItem[];
  readonly demands: readonly Demand[];
  readonly total: PicoUsd;
  /** The meter whose limit the usage exceeds, or `null`. */
  readonly exceeds: string | null;
}

function itemsOf(book: PriceBook, plan: Plan | null, demands: readonly Demand[], basis: Basis): LineItem[] {
  const segments = segmentsOf(plan, demands);
  return demands.flatMap((demand) => {
    const { price } = demand;
    const perLineHour = book.rounding === "perLineHour" && isTime(price.unit) && price.mode !== "package";
    return piecesOf(demand, segments.get(demand), perLineHour).map(
      ({ quantity, flat, ...piece }, index): LineItem => ({
        priceId: price.id,
        meter: price.meter,
        name: price.name,
        unit: flat ? "step" : price.unit,
        unitSize: flat ? 1n : price.unitSize,
        consumedQuantity: index === 0 ? demand.consumed : 0n,
        pricingQuantity: quantity,
        ...piece,
        chargeCategory: "Usage",
        chargeFrequency: price.recurring ? "Recurring" : "Usage-Based",
        basis,
        region: price.region,
        source: price.source,
      }),
    );
  });
}

/** A plan's fee, or the credit that it gives. */
function planItem(plan: Plan, amount: PicoUsd, basis: Basis): LineItem {
  return {
    priceId: plan.id,
    meter: "",
    name: amount < 0n ? `${plan.data.name}, usage credit` : plan.data.name,
    unit: "month",
    unitSize: 1n,
    consumedQuantity: 1n,
    pricingQuantity: 1n,
    block: 1n,
    unitPrice: amount,
    tier: 0,
    percent: 100n,
    listCost: amount,
    cost: amount,
    chargeCategory: amount < 0n ? "Credit" : "Purchase",
    chargeFrequency: "Recurring",
    basis,
    region: undefined,
    source: plan.source,
  };
}

function exceeded(plan: Plan | null, demands: readonly Demand[]): string | null {
  for (const [meter, limit] of plan?.limits ?? []) {
    const used = demands.reduce((sum, { price, billable }) => (price.meter === meter ? sum + billable : sum), 0n);
    if (used > limit) return meter;
  }
  return null;
}

/** What the usage costs under one plan. */
export function charge(
  book: PriceBook,
  usage: Usage,
  { plan, at, basis, planShare: [held, month] }: ChargeContext & { readonly plan: Plan | null },
): Charges {
  const demands = demandOf(book, usage, { at, plan });
  const lineItems = itemsOf(book, plan, demands, basis);
  const used = lineItems.reduce((sum, { cost }) => sum + cost, 0n);
  const fee = divideHalfEven((plan?.monthly ?? 0n) * held, month);
  if (plan !== null && fee > 0n) lineItems.push(planItem(plan, fee, basis));
  if (plan !== null && plan.credit > 0n && used > 0n) {
    lineItems.push(planItem(plan, -smaller(plan.credit, used), basis));
  }
  const total = lineItems.reduce((sum, { cost }) => sum + cost, 0n);
  return { plan, lineItems, demands, total, exceeds: exceeded(plan, demands) };
}

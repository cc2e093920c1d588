import type { PriceSource } from "../book/price-book-data.js";
import type { PicoUsd } from "../money/pico-usd.js";

/** Where the quantities come from. */
export type Basis = "scenario" | "metered" | "forecast";

/** One line of a bill: one step of one price, a plan's fee or its credit. */
export interface LineItem {
  /** The id of the price or the plan. */
  readonly priceId: string;
  /** Empty for fees and credits. */
  readonly meter: string;
  readonly name: string;
  readonly unit: string;
  /** Base units in one unit. */
  readonly unitSize: bigint;
  /** What happened, in base units. On the first line of a price all of it, on the others zero. */
  readonly consumedQuantity: bigint;
  /** What is charged on this line, in base units: after rounding up, and only the part in this step. */
  readonly pricingQuantity: bigint;
  /** Base units that `unitPrice` buys. */
  readonly block: bigint;
  /** List price of a block. */
  readonly unitPrice: PicoUsd;
  /** Which step of the price, from 0. */
  readonly tier: number;
  /** The part of the list price that is due: 100, or less by a free quantity or a volume discount. */
  readonly percent: bigint;
  readonly listCost: PicoUsd;
  /** What is due. The lines of a bill add up to its total exactly. */
  readonly cost: PicoUsd;
  readonly chargeCategory: "Usage" | "Purchase" | "Credit" | "Adjustment";
  readonly chargeFrequency: "Usage-Based" | "Recurring" | "One-Time";
  readonly basis: Basis;
  readonly region: string | undefined;
  readonly source: PriceSource;
}

/** Something that a reader of the bill should know. */
export interface CostWarning {
  readonly code: "old-price" | "low-confidence" | "plan-limit-exceeded" | "volume-drop";
  /** The price or plan that it is about. */
  readonly about: string;
  readonly message: string;
}

/** What a month's usage costs. */
export interface Bill {
  readonly bookId: string;
  readonly total: PicoUsd;
  /** What of it is due whatever is used: plan fees, servers. */
  readonly recurring: PicoUsd;
  readonly lineItems: readonly LineItem[];
  /** The plans that were taken: the cheapest of each group. */
  readonly planIds: readonly string[];
  readonly warnings: readonly CostWarning[];
}

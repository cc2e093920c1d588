import type { PicoUsd } from "../money/pico-usd.js";
import type { PlanData, PriceBookData, PriceSource } from "./price-book-data.js";

/** One step of a price, in base units (milliseconds, bytes, requests). */
export interface Tier {
  /** Where it ends; `null` is without end. */
  readonly upTo: bigint | null;
  /** For one block. */
  readonly price: PicoUsd;
  readonly flat: PicoUsd;
}

/** One price, checked and in base units. */
export interface Price {
  readonly id: string;
  readonly meter: string;
  readonly name: string;
  readonly unit: string;
  /** Base units in one unit. */
  readonly unitSize: bigint;
  /** Base units that a tier's price buys. */
  readonly block: bigint;
  readonly mode: "graduated" | "volume" | "package";
  readonly tierBy: "quantity" | "level";
  readonly tiers: readonly Tier[];
  /** Base units; 1 when nothing is rounded up. */
  readonly quantum: bigint;
  readonly roundOver: "session" | "month";
  readonly recurring: boolean;
  /** Base units of other meters in each block. */
  readonly includes: ReadonlyMap<string, bigint>;
  readonly region: string | undefined;
  readonly from: string | undefined;
  readonly until: string | undefined;
  readonly plan: string | undefined;
  readonly source: PriceSource;
  readonly note: string | undefined;
}

/** A pool of a plan, in hundredths of base units. */
export interface Pool {
  readonly order: readonly string[];
  readonly weights: ReadonlyMap<string, bigint>;
  readonly tiers: readonly { readonly upTo: bigint | null; readonly percent: bigint }[];
}

/** A plan, checked and in base units. */
export interface Plan {
  readonly data: PlanData;
  readonly id: string;
  readonly monthly: PicoUsd;
  readonly credit: PicoUsd;
  readonly pools: readonly Pool[];
  readonly converts: { readonly into: string; readonly weights: ReadonlyMap<string, bigint> } | null;
  readonly limits: ReadonlyMap<string, bigint>;
  readonly source: PriceSource;
}

export interface PlanGroup {
  readonly id: string;
  readonly meters: ReadonlySet<string>;
  readonly plans: readonly Plan[];
}

/** A price book that has been checked. Make one with {@link loadPriceBook}. */
export interface PriceBook {
  readonly id: string;
  readonly name: string;
  readonly asOf: string;
  readonly rounding: "display" | "perLineHour";
  readonly prices: readonly Price[];
  readonly pricesByMeter: ReadonlyMap<string, readonly Price[]>;
  readonly planGroups: readonly PlanGroup[];
  readonly regions: ReadonlyMap<string, readonly string[]>;
  readonly notCharged: ReadonlyMap<string, string>;
  /** What it was made from: the base of overrides. */
  readonly data: PriceBookData;
}

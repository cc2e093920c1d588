/** How sure a price is. High: the vendor's own text; medium: a dated reading by others; low: inferred or a weak note. */
export type Confidence = "high" | "medium" | "low";

/** Where a price comes from. */
export interface PriceSource {
  readonly text: string;
  /** ISO 8601 date on which the price was seen to hold. */
  readonly asOf: string;
  readonly confidence: Confidence;
}

/** One step of a price. Its `usd` holds from where the step before ends. */
export interface TierData {
  /** For the row's `per` units, as a decimal string: `"3.99"`. */
  readonly usd: string;
  /** A further amount, due once when the step is reached. Decimal string. */
  readonly flatUsd?: string;
  /** Where the step begins. Always where the one before it ends: write it down to have that checked. */
  readonly from?: number;
  /** Where the step ends, in single units. Only the last step may lack it: then it has no end. */
  readonly upTo?: number;
}

/** One price, as plain data. */
export interface PriceRow {
  /** Unique in the book. */
  readonly id: string;
  /** What is counted; the `id` when left out. Several rows may charge one meter in different regions, times or plans. */
  readonly meter?: string;
  /** The vendor's product, to be read by people. */
  readonly name: string;
  /** Ends in `second`, `minute`, `hour`, `minute-month`, `month`, `GB`, `GB-month`, `request` or `package`: `delivered-minute`. */
  readonly unit: string;
  /** The price is for this many units. Default 1. */
  readonly per?: number;
  /** A single price without an end; or else `tiers`. */
  readonly usd?: string;
  readonly tiers?: readonly TierData[];
  /**
   * `graduated` (default): each step at its own price. `volume`: all of it at the price of the step that is reached.
   * `package`: whole blocks of `per` units are bought.
   */
  readonly mode?: "graduated" | "volume" | "package";
  /** What chooses the step: the quantity itself (default), or the line's `level`, such as viewers at the same moment. */
  readonly tierBy?: "quantity" | "level";
  /** Quantities are rounded up to a multiple of `units`: each line by itself (`session`), or the month's sum. */
  readonly roundUp?: {
    readonly units: number;
    /** Default: the unit of the price. */
    readonly unit?: string;
    readonly over: "session" | "month";
  };
  /** Due for the period, used or not: at least one block is charged. */
  readonly recurring?: boolean;
  /** What each block that is bought contains of other meters, in their units: traffic with a server. */
  readonly includes?: Readonly<Record<string, number>>;
  /** The vendor's region. A row without one holds everywhere. */
  readonly region?: string;
  /** ISO 8601 date of the first day; left out: since ever. */
  readonly from?: string;
  /** ISO 8601 date of the first day on which it no longer holds. */
  readonly until?: string;
  /** The id of the plan under which alone this price holds. */
  readonly plan?: string;
  /** A key of the book's `sources`. */
  readonly source: string;
  readonly note?: string;
}

/** Discounts on a quantity that several meters share. Steps count the pooled quantity from the first unit of the month. */
export interface PoolData {
  /** The meters that draw on it, in the order in which they do. */
  readonly order: readonly string[];
  /** The unit in which `upTo` counts. */
  readonly unit: string;
  /** What one unit of a meter takes from the pool, in hundredths. Default 100. */
  readonly weights?: Readonly<Record<string, number>>;
  /** The part of the list price that is due, in percent: 0 is free. Only the last step has no `upTo`. */
  readonly tiers: readonly { readonly percent: number; readonly upTo?: number }[];
}

/** A way to buy: a fee, and what it changes. */
export interface PlanData {
  readonly id: string;
  readonly name: string;
  /** Fee for the month. Decimal string, default `"0"`. */
  readonly monthlyUsd?: string;
  /** Usage that the fee pays for. Decimal string. */
  readonly creditUsd?: string;
  readonly pools?: readonly PoolData[];
  /** Meters that are counted as another one instead, with their weight in hundredths. */
  readonly converts?: { readonly into: string; readonly weights: Readonly<Record<string, number>> };
  /** The most that the plan allows of a meter, in the meter's units. */
  readonly limits?: Readonly<Record<string, number>>;
  /** Taken only when it is asked for by its id or by the beginning of its id. */
  readonly optIn?: boolean;
  /** A key of the book's `sources`. */
  readonly source: string;
}

/** Plans of which an account has one. The cheapest that is allowed is taken. */
export interface PlanGroupData {
  readonly id: string;
  /** The meters that the plans are about: usage of any of them makes one plan necessary. */
  readonly meters: readonly string[];
  readonly plans: readonly PlanData[];
}

/** A price book as plain data: JSON holds all of it. */
export interface PriceBookData {
  readonly id: string;
  readonly name: string;
  /** ISO 8601 date. Prices that start or end are taken as of this day unless the call says another one. */
  readonly asOf: string;
  /**
   * `display` (default): money is exact until it is shown. `perLineHour`: the price of an hour is rounded to cents before
   * it is multiplied, as the seed's tables do.
   */
  readonly rounding?: "display" | "perLineHour";
  readonly sources: Readonly<Record<string, PriceSource>>;
  readonly prices: readonly PriceRow[];
  readonly planGroups?: readonly PlanGroupData[];
  /** The vendors' names for a region of a scenario. */
  readonly regions?: Readonly<Record<string, readonly string[]>>;
  /** Meters that are knowingly free in this book, and why. A meter that stands nowhere is an error when it is used. */
  readonly notCharged?: Readonly<Record<string, string>>;
}

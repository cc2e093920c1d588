import type { Basis } from "./bill.js";

export interface RateOptions {
  /** Default `scenario`. */
  readonly basis?: Basis;
  /** The day whose prices hold, ISO 8601. Default: the book's `asOf`. */
  readonly at?: string;
  /**
   * Ids of plans, or what their ids begin with up to a dot: `agora.package` means every Agora package. Of a group with
   * such a plan, only those are looked at; of the others, all but those that have to be asked for.
   */
  readonly plans?: readonly string[];
  /** For which part of the month plans are held, as numerator and denominator. Default `[1n, 1n]`, all of it. */
  readonly planShare?: readonly [bigint, bigint];
  /** Prices seen longer ago than this are warned of. Days, default 365. */
  readonly oldAfterDays?: number;
}

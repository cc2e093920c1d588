/** How much of one meter was used. */
export interface UsageLine {
  /** A meter of the price book: `agora.rtc.hd`. */
  readonly meter: string;
  /** Base units: milliseconds for time, bytes for data, else single ones. Not below zero. */
  readonly quantity: bigint;
  /** How many there are of this quantity each, such as servers or sessions. Default 1. */
  readonly count?: bigint;
  /** What some prices choose their step by: viewers at the same moment. */
  readonly level?: bigint;
  /** A region of the book's `regions`. */
  readonly region?: string;
}

/** What was used in one month of one account, in any order. */
export type Usage = readonly UsageLine[];

/** What the line adds up to. */
export function totalOf({ quantity, count = 1n }: UsageLine): bigint {
  return quantity * count;
}

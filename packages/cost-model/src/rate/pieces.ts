import type { Price } from "../book/price-book.js";
import { millisecondsPerHour } from "../book/units.js";
import { costError } from "../errors.js";
import { divideHalfEven, smaller } from "../money/divide.js";
import { type PicoUsd, roundUsd } from "../money/pico-usd.js";
import type { Demand } from "./demand.js";
import type { Segment } from "./segments.js";

/** A part of a quantity with one price and one discount. */
export interface Piece {
  readonly tier: number;
  readonly quantity: bigint;
  readonly block: bigint;
  readonly unitPrice: PicoUsd;
  readonly percent: bigint;
  /** True for the amount that is due once for reaching a step: one piece of `unitPrice`. */
  readonly flat: boolean;
  readonly listCost: PicoUsd;
  readonly cost: PicoUsd;
}

/** What is known of a piece before anything is multiplied. */
interface Cut {
  readonly tier: number;
  readonly quantity: bigint;
  readonly percent: bigint;
  readonly flat: PicoUsd;
}

function refuseBeyond(price: Price, upTo: bigint): never {
  throw costError(
    "price-missing",
    price.meter,
    `${price.id} has no price above ${upTo / price.unitSize} ${price.unit} a month. Ask the vendor, and add the price with overridePrices.`,
  );
}

/** The step that all of a volume price is at. */
function volumeTier(price: Price, by: bigint): number {
  const index = price.tiers.findIndex(({ upTo }) => upTo === null || by <= upTo);
  return index >= 0 ? index : refuseBeyond(price, price.tiers.at(-1)?.upTo ?? 0n);
}

function cutVolume({ price, level, billable }: Demand, percent: bigint): Cut[] {
  const tier = volumeTier(price, price.tierBy === "level" ? level : billable);
  return [{ tier, quantity: billable, percent, flat: billable > 0n ? (price.tiers[tier]?.flat ?? 0n) : 0n }];
}

/** Cuts a quantity at the ends of the price's steps and at those of its discounts. */
function cutGraduated({ price, billable }: Demand, segments: readonly Segment[]): Cut[] {
  const cuts: Cut[] = [];
  let position = 0n;
  let segment = 0;
  for (const [tier, { upTo, flat }] of price.tiers.entries()) {
    const end = upTo === null ? billable : smaller(upTo, billable);
    let due = flat;
    while (position < end) {
      const discount = segments[segment];
      if (discount !== undefined && discount.to <= position) {
        segment += 1;
        continue;
      }
      const to = discount === undefined ? end : smaller(end, discount.to);
      cuts.push({ tier, quantity: to - position, percent: discount?.percent ?? 100n, flat: due });
      due = 0n;
      position = to;
    }
    if (position === billable) break;
  }
  if (position < billable) refuseBeyond(price, position);
  return cuts;
}

/** The seed's rule: the price of an hour is rounded to cents before anything is multiplied. */
function hourly(price: Price, amount: PicoUsd): { unitPrice: PicoUsd; block: bigint } {
  return {
    unitPrice: roundUsd(divideHalfEven(amount * millisecondsPerHour, price.block), 2),
    block: millisecondsPerHour,
  };
}

/**
 * What a demand costs, cut into pieces. Only the running sum is rounded, half to even, so that cutting a step in two
 * changes no total.
 */
export function piecesOf(demand: Demand, segments: readonly Segment[] | undefined, perLineHour: boolean): Piece[] {
  const { price } = demand;
  const cuts =
    price.mode === "volume" ? cutVolume(demand, segments?.[0]?.percent ?? 100n) : cutGraduated(demand, segments ?? []);
  const pieces: Piece[] = [];
  const sum = { list: 0n, due: 0n, listRounded: 0n, dueRounded: 0n };
  for (const { tier, quantity, percent, flat } of cuts) {
    const amount = price.tiers[tier]?.price ?? 0n;
    const { unitPrice, block } = perLineHour ? hourly(price, amount) : { unitPrice: amount, block: price.block };
    if (flat > 0n) {
      const cost = divideHalfEven(flat * percent, 100n);
      pieces.push({ tier, quantity: 1n, block: 1n, unitPrice: flat, percent, flat: true, listCost: flat, cost });
    }
    const list = quantity * unitPrice;
    sum.list += list;
    sum.due += list * percent;
    const listRounded = divideHalfEven(sum.list, block);
    const dueRounded = divideHalfEven(sum.due, block * 100n);
    const listCost = listRounded - sum.listRounded;
    const cost = dueRounded - sum.dueRounded;
    sum.listRounded = listRounded;
    sum.dueRounded = dueRounded;
    pieces.push({ tier, quantity, block, unitPrice, percent, flat: false, listCost, cost });
  }
  return pieces;
}

import type { Plan, Price, PriceBook } from "../book/price-book.js";
import { costError } from "../errors.js";
import { divideUp, larger } from "../money/divide.js";
import { findPrice } from "./find-price.js";
import { totalOf, type Usage, type UsageLine } from "./usage.js";

/** All that one price has to charge. */
export interface Demand {
  readonly price: Price;
  /** Chooses the step where the price asks for it. */
  readonly level: bigint;
  /** What happened. */
  consumed: bigint;
  /** What is charged: rounded up as the price says. */
  billable: bigint;
}

function roundUp(quantity: bigint, quantum: bigint): bigint {
  return quantum === 1n ? quantity : divideUp(quantity, quantum) * quantum;
}

/** Blocks that are bought whole are so for each line: each server, each stream's storage. */
function billableOf(price: Price, { quantity, count = 1n }: UsageLine): bigint {
  let each = price.roundOver === "session" ? roundUp(quantity, price.quantum) : quantity;
  if (price.mode === "package" && price.recurring) {
    each = larger(roundUp(each, price.block), count === 0n ? 0n : price.block);
  }
  return each * count;
}

function settle(demand: Demand): void {
  const { price } = demand;
  if (price.roundOver === "month") demand.billable = roundUp(demand.billable, price.quantum);
  if (price.mode === "package") demand.billable = roundUp(demand.billable, price.block);
}

function refuseNegative(line: UsageLine): void {
  if (line.quantity >= 0n && (line.count ?? 0n) >= 0n) return;
  throw costError("invalid-options", line.meter, `The usage of ${line.meter} must not be below zero.`);
}

/** Puts usage lines together by the price that charges them, as it stands under `plan`. Their order does not matter. */
export function demandOf(book: PriceBook, usage: Usage, { at, plan }: { at: string; plan: Plan | null }): Demand[] {
  const demands = new Map<string, Demand>();
  const converted: { price: Price | null; hundredths: bigint } = { price: null, hundredths: 0n };
  for (const line of usage) {
    refuseNegative(line);
    const weight = plan?.converts?.weights.get(line.meter);
    if (weight !== undefined) {
      converted.hundredths += totalOf(line) * weight;
      continue;
    }
    const price = findPrice(book, line, { at, plan: plan?.id });
    if (price === null) continue;
    const level = price.tierBy === "level" ? (line.level ?? 0n) : 0n;
    const key = `${price.id} ${level}`;
    const demand = demands.get(key) ?? { price, level, consumed: 0n, billable: 0n };
    demand.consumed += totalOf(line);
    demand.billable += billableOf(price, line);
    demands.set(key, demand);
  }
  if (plan?.converts && converted.hundredths > 0n) {
    const price = findPrice(book, { meter: plan.converts.into, quantity: 0n }, { at, plan: plan.id });
    const quantity = divideUp(converted.hundredths, 100n);
    if (price !== null) demands.set(price.id, { price, level: 0n, consumed: quantity, billable: quantity });
  }
  const all = [...demands.values()].sort((a, b) => (a.price.id < b.price.id ? -1 : a.price.id > b.price.id ? 1 : 0));
  for (const demand of all) settle(demand);
  return all;
}

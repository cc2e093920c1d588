import { divideHalfEven } from "../money/divide.js";
import type { PicoUsd } from "../money/pico-usd.js";
import type { Bill } from "../rate/bill.js";

/** What a vendor's invoice says of one price. */
export interface InvoiceLine {
  /** The id of the price or plan in the book. */
  readonly priceId: string;
  /** Base units, as in the bill. */
  readonly quantity: bigint;
  readonly cost: PicoUsd;
}

/** Why an invoice differs from what was expected. The three effects add up to the difference exactly. */
export interface Reconciliation {
  readonly expected: PicoUsd;
  readonly actual: PicoUsd;
  readonly difference: PicoUsd;
  /** Another quantity at the expected price. */
  readonly quantityEffect: PicoUsd;
  /** Another price for the actual quantity. */
  readonly priceEffect: PicoUsd;
  /** What stands on the invoice alone, or on the bill alone: a correction (FOCUS ChargeClass). */
  readonly unexplained: PicoUsd;
}

interface Line {
  readonly quantity: bigint;
  readonly cost: PicoUsd;
}

function linesOf(items: readonly InvoiceLine[]): Map<string, Line> {
  const lines = new Map<string, Line>();
  for (const { priceId, quantity, cost } of items) {
    const before = lines.get(priceId) ?? { quantity: 0n, cost: 0n };
    lines.set(priceId, { quantity: before.quantity + quantity, cost: before.cost + cost });
  }
  return lines;
}

/** A bill in the form of an invoice, to be held against another bill. */
export function invoiceOf({ lineItems }: Bill): InvoiceLine[] {
  return lineItems.map(({ priceId, pricingQuantity: quantity, cost }) => ({ priceId, quantity, cost }));
}

/** Splits the difference of an invoice and the expected bill, price by price. */
export function reconcile(expected: Bill, invoice: readonly InvoiceLine[]): Reconciliation {
  const ours = linesOf(invoiceOf(expected));
  const theirs = linesOf(invoice);
  let [quantityEffect, priceEffect, unexplained, actual] = [0n, 0n, 0n, 0n];
  for (const [id, line] of theirs) {
    actual += line.cost;
    const own = ours.get(id);
    if (own === undefined || own.quantity === 0n) unexplained += line.cost - (own?.cost ?? 0n);
    else {
      const atOurPrice = divideHalfEven(own.cost * line.quantity, own.quantity);
      quantityEffect += atOurPrice - own.cost;
      priceEffect += line.cost - atOurPrice;
    }
  }
  for (const [id, line] of ours) if (!theirs.has(id)) unexplained -= line.cost;
  const { total } = expected;
  return { expected: total, actual, difference: actual - total, quantityEffect, priceEffect, unexplained };
}

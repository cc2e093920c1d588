import type { Price, PriceBook } from "../book/price-book.js";
import { costError, shown } from "../errors.js";
import type { UsageLine } from "./usage.js";

function holds(price: Price, regions: readonly string[] | undefined, at: string, plan: string | undefined): boolean {
  if (price.plan !== undefined && price.plan !== plan) return false;
  if (price.from !== undefined && at < price.from) return false;
  if (price.until !== undefined && at >= price.until) return false;
  return price.region === undefined || (regions?.includes(price.region) ?? false);
}

function why(book: PriceBook, line: UsageLine, at: string): string {
  const known = book.pricesByMeter.get(line.meter);
  if (known === undefined) return `No price for ${line.meter} in the book ${book.id}`;
  const region = line.region === undefined ? "" : ` in the region ${shown(line.region)}`;
  return `The book ${book.id} has prices for ${line.meter}, but none that holds${region} on ${at}`;
}

/** The price of a line, or `null` when the book knowingly charges nothing for it. A price of the plan goes first. */
export function findPrice(
  book: PriceBook,
  line: UsageLine,
  { at, plan }: { readonly at: string; readonly plan: string | undefined },
): Price | null {
  const regions = line.region === undefined ? undefined : book.regions.get(line.region);
  const known = book.pricesByMeter.get(line.meter) ?? [];
  let found: Price | undefined;
  for (const price of known) {
    if (holds(price, regions, at, plan) && (found === undefined || price.plan !== undefined)) found = price;
  }
  if (found !== undefined) return found;
  if (book.notCharged.has(line.meter)) return null;
  throw costError(
    "price-missing",
    line.meter,
    `${why(book, line, at)}. Add one with overridePrices, or use a book, region or architecture that has it.`,
  );
}

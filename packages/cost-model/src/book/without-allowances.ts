import { parseUsd } from "../money/pico-usd.js";
import { loadPriceBook } from "./load-price-book.js";
import type { PriceBook } from "./price-book.js";
import type { PriceRow, TierData } from "./price-book-data.js";

/** The first step that costs something, to any quantity; of a price that is always free, its first. */
function firstPaid(tiers: readonly TierData[]): string {
  return (tiers.find(({ usd }) => parseUsd(usd) !== 0n) ?? tiers[0])?.usd ?? "0";
}

function marginal(row: PriceRow): PriceRow {
  // Steps by level are a table to look up, not a discount.
  if (row.tierBy === "level") return row;
  const { tiers, roundUp, includes, mode, recurring, plan, ...rest } = row;
  return { ...rest, usd: row.usd ?? firstPaid(tiers ?? []) };
}

/**
 * The same list prices with nothing that depends on how much is bought in a month: no free quantity, plan, credit or
 * volume discount, no blocks bought whole, and servers and storage in proportion to the time. What one more hour costs.
 * Of a meter that only plans have a price for, the first plan's is taken.
 */
export function withoutAllowances(book: PriceBook): PriceBook {
  const { planGroups, ...data } = book.data;
  const seen = new Set<string>();
  const rows = data.prices.filter(({ id, meter = id, region = "", from = "", plan }) => {
    const key = `${meter} ${region} ${from}`;
    if (plan !== undefined && seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  return loadPriceBook({
    ...data,
    id: `${data.id}-no-allowances`,
    name: `${data.name}, without allowances`,
    prices: rows.map(marginal),
  });
}

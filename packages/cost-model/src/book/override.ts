import { loadPriceBook } from "./load-price-book.js";
import type { PriceBook } from "./price-book.js";
import type { PlanGroupData, PriceBookData, PriceRow, PriceSource } from "./price-book-data.js";

/** What a contract changes in a book. */
export interface PriceOverrides {
  /** Of the new book. */
  readonly id: string;
  readonly name?: string;
  readonly asOf?: string;
  /** Rows with an id that the book has take that row's place; others are added. */
  readonly prices?: readonly PriceRow[];
  readonly sources?: Readonly<Record<string, PriceSource>>;
  /** Groups with an id that the book has take that group's place; others are added. */
  readonly planGroups?: readonly PlanGroupData[];
  readonly notCharged?: Readonly<Record<string, string>>;
}

function replaced<T extends { readonly id: string }>(rows: readonly T[], changes: readonly T[]): T[] {
  const byId = new Map(changes.map((row) => [row.id, row]));
  const known = new Set(rows.map(({ id }) => id));
  return [...rows.map((row) => byId.get(row.id) ?? row), ...changes.filter(({ id }) => !known.has(id))];
}

/**
 * A book with your own prices in the place of some of its rows, checked anew.
 *
 * @throws HybridStreamError `invalid-price-book`
 */
export function overridePrices(book: PriceBook, overrides: PriceOverrides): PriceBook {
  const { data } = book;
  const next: PriceBookData = {
    ...data,
    id: overrides.id,
    name: overrides.name ?? `${data.name}, with own prices`,
    asOf: overrides.asOf ?? data.asOf,
    sources: { ...data.sources, ...overrides.sources },
    prices: replaced(data.prices, overrides.prices ?? []),
    planGroups: replaced(data.planGroups ?? [], overrides.planGroups ?? []),
    notCharged: { ...data.notCharged, ...overrides.notCharged },
  };
  return loadPriceBook(next);
}

import { loadPriceBook } from "../book/load-price-book.js";
import type { PriceBook } from "../book/price-book.js";
import { withoutAllowances } from "../book/without-allowances.js";
import { list202611Data } from "./list-2026-11/data.js";
import { seedData } from "./seed-data.js";

/** Reproduces the tables of the project's first cost analysis, with its own rounding. Not what vendors charge. */
export const seedBook: PriceBook = loadPriceBook(seedData);

/** The vendors' list prices of November 2026, with free quantities, volume discounts and plans. */
export const list202611: PriceBook = loadPriceBook(list202611Data);

/** The same list prices without all that depends on the quantity of a month: what one more hour costs. */
export const list202611NoAllowances: PriceBook = withoutAllowances(list202611);

/** Every book that comes with the package, by its id. */
export const books: ReadonlyMap<string, PriceBook> = new Map(
  [seedBook, list202611, list202611NoAllowances].map((book) => [book.id, book]),
);

import { shown } from "../errors.js";
import { loadPlanGroup } from "./load-plan.js";
import { loadPrice } from "./load-price.js";
import type { Price, PriceBook } from "./price-book.js";
import type { PriceBookData, PriceSource } from "./price-book-data.js";
import { readDate, readList, readMap, readObject, readOneOf, readText, refuseBook } from "./read-data.js";

const keys = ["id", "name", "asOf", "rounding", "sources", "prices", "planGroups", "regions", "notCharged"];

function readSource(value: unknown, field: string): PriceSource {
  const row = readObject(value, field, ["text", "asOf", "confidence"]);
  return {
    text: readText(row.text, `${field}.text`),
    asOf: readDate(row.asOf, `${field}.asOf`),
    confidence: readOneOf(row.confidence, `${field}.confidence`, ["high", "medium", "low"]),
  };
}

/** Two prices of one meter that could both apply. */
function clash(a: Price, b: Price): boolean {
  const sameRegion = a.region === undefined || b.region === undefined || a.region === b.region;
  const samePlan = a.plan === b.plan;
  const overlap = (a.from ?? "") < (b.until ?? "~") && (b.from ?? "") < (a.until ?? "~");
  return sameRegion && samePlan && overlap;
}

function checkClashes(prices: readonly Price[]): void {
  for (const [index, price] of prices.entries()) {
    const other = prices.slice(0, index).find((before) => clash(before, price));
    if (other === undefined) continue;
    refuseBook(
      `prices.${price.id}`,
      `overlaps ${other.id}: both charge ${price.meter} in the same region, plan and time. Set from, until or region.`,
    );
  }
}

/** Quantities that a row names in another meter's units become base units. */
function withIncludes(price: Price, unitSizes: ReadonlyMap<string, bigint>): Price {
  const includes = [...price.includes].map(([meter, count]): [string, bigint] => {
    const size = unitSizes.get(meter);
    if (size === undefined) return refuseBook(`prices.${price.id}.includes.${meter}`, "is no meter of this book.");
    return [meter, count * size];
  });
  return includes.length === 0 ? price : { ...price, includes: new Map(includes) };
}

function checkReferences(book: PriceBook): void {
  const planIds = book.planGroups.flatMap(({ plans }) => plans.map(({ id }) => id));
  for (const [index, id] of planIds.entries()) {
    if (planIds.indexOf(id) < index) refuseBook(`planGroups.${id}`, "stands twice: give each plan an id of its own.");
  }
  for (const { id, plan } of book.prices) {
    if (plan !== undefined && !planIds.includes(plan)) {
      refuseBook(`prices.${id}.plan`, `${shown(plan)} is no plan of this book.`);
    }
  }
  const owners = new Map<string, string>();
  for (const group of book.planGroups) {
    for (const meter of group.meters) {
      const owner = owners.get(meter);
      if (owner !== undefined) refuseBook(`planGroups.${group.id}.meters`, `${meter} is already in ${owner}.`);
      owners.set(meter, group.id);
    }
  }
}

/**
 * Checks a price book that came from outside, such as a JSON file, and makes it ready for use.
 *
 * @throws HybridStreamError `invalid-price-book`; its `field` says where, its message what is allowed there
 */
export function loadPriceBook(value: PriceBookData | unknown): PriceBook {
  const data = readObject(value, "book", keys);
  const sources = readMap(data.sources, "sources", readSource);
  const loaded = readList(data.prices, "prices").map((row, index) => loadPrice(row, `prices[${index}]`, sources));
  const unitSizes = new Map(loaded.map(({ meter, unitSize }) => [meter, unitSize]));
  const prices = loaded.map((price) => withIncludes(price, unitSizes));
  const pricesByMeter = new Map<string, Price[]>();
  const ids = new Set<string>();
  for (const price of prices) {
    if (ids.has(price.id)) refuseBook(`prices.${price.id}`, "stands twice: give each price an id of its own.");
    ids.add(price.id);
    const others = pricesByMeter.get(price.meter);
    if (others === undefined) pricesByMeter.set(price.meter, [price]);
    else if (others[0]?.unitSize !== price.unitSize) {
      refuseBook(`prices.${price.id}.unit`, `differs from that of ${others[0]?.id}, which charges the same meter.`);
    } else others.push(price);
  }
  for (const list of pricesByMeter.values()) checkClashes(list);
  const groups = data.planGroups === undefined ? [] : readList(data.planGroups, "planGroups");
  const book: PriceBook = {
    id: readText(data.id, "id"),
    name: readText(data.name, "name"),
    asOf: readDate(data.asOf, "asOf"),
    rounding: readOneOf(data.rounding, "rounding", ["display", "perLineHour"]),
    prices,
    pricesByMeter,
    planGroups: groups.map((group, index) => loadPlanGroup(group, `planGroups[${index}]`, { sources, unitSizes })),
    regions: readMap(data.regions, "regions", (list, at) =>
      readList(list, at).map((name, index) => readText(name, `${at}[${index}]`)),
    ),
    notCharged: readMap(data.notCharged, "notCharged", readText),
    // Every field of it has been read: it has the shape.
    data: value as PriceBookData,
  };
  checkReferences(book);
  return book;
}

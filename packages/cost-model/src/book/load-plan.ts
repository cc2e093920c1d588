import { shown } from "../errors.js";
import { readUnit } from "./load-price.js";
import type { Plan, PlanGroup, Pool } from "./price-book.js";
import type { PlanData, PriceSource } from "./price-book-data.js";
import { readCount, readFlag, readList, readMap, readObject, readText, readUsd, refuseBook } from "./read-data.js";

/** What the readers of plans have to know of the rest of the book. */
export interface PlanContext {
  readonly sources: ReadonlyMap<string, PriceSource>;
  /** Base units in one unit of a meter. */
  readonly unitSizes: ReadonlyMap<string, bigint>;
}

function knownMeter(meter: string, field: string, { unitSizes }: PlanContext): bigint {
  return unitSizes.get(meter) ?? refuseBook(field, `${shown(meter)} is no meter that this book has a price for.`);
}

function readMeters(value: unknown, field: string, context: PlanContext): string[] {
  return readList(value, field).map((one, index) => {
    const meter = readText(one, `${field}[${index}]`);
    knownMeter(meter, `${field}[${index}]`, context);
    return meter;
  });
}

function readPool(value: unknown, field: string, context: PlanContext): Pool {
  const row = readObject(value, field, ["order", "unit", "weights", "tiers"]);
  const { size } = readUnit(row.unit, `${field}.unit`);
  let end = 0n;
  const rows = readList(row.tiers, `${field}.tiers`);
  const tiers = rows.map((one, index) => {
    const at = `${field}.tiers[${index}]`;
    const tier = readObject(one, at, ["upTo", "percent"]);
    const last = index === rows.length - 1;
    const upTo = last ? null : readCount(tier.upTo, `${at}.upTo`) * size * 100n;
    if (last && tier.upTo !== undefined) refuseBook(`${at}.upTo`, "must be left out: the last step has no end.");
    if (upTo !== null && upTo <= end) refuseBook(`${at}.upTo`, "steps overlap: each has to end after the one before.");
    end = upTo ?? end;
    return { upTo, percent: readCount(tier.percent, `${at}.percent`, 0) };
  });
  if (tiers.length === 0) refuseBook(`${field}.tiers`, "is empty: name at least one step.");
  return {
    order: readMeters(row.order, `${field}.order`, context),
    weights: readMap(row.weights, `${field}.weights`, (weight, at) => readCount(weight, at)),
    tiers,
  };
}

function readConversion(value: unknown, field: string, context: PlanContext): Plan["converts"] {
  if (value === undefined) return null;
  const row = readObject(value, field, ["into", "weights"]);
  const into = readText(row.into, `${field}.into`);
  knownMeter(into, `${field}.into`, context);
  return {
    into,
    weights: readMap(row.weights, `${field}.weights`, (weight, at, meter) => {
      knownMeter(meter, at, context);
      return readCount(weight, at);
    }),
  };
}

const keys = ["id", "name", "monthlyUsd", "creditUsd", "pools", "converts", "limits", "optIn", "source"];

function readPlan(value: unknown, field: string, context: PlanContext): Plan {
  const row = readObject(value, field, keys);
  const source = readText(row.source, `${field}.source`);
  readFlag(row.optIn, `${field}.optIn`);
  readText(row.name, `${field}.name`);
  return {
    // Every field of it has been read: it has the shape.
    data: row as unknown as PlanData,
    id: readText(row.id, `${field}.id`),
    monthly: row.monthlyUsd === undefined ? 0n : readUsd(row.monthlyUsd, `${field}.monthlyUsd`),
    credit: row.creditUsd === undefined ? 0n : readUsd(row.creditUsd, `${field}.creditUsd`),
    pools:
      row.pools === undefined
        ? []
        : readList(row.pools, `${field}.pools`).map((pool, index) =>
            readPool(pool, `${field}.pools[${index}]`, context),
          ),
    converts: readConversion(row.converts, `${field}.converts`, context),
    limits: readMap(row.limits, `${field}.limits`, (count, at, meter) => {
      return readCount(count, at, 0) * knownMeter(meter, at, context);
    }),
    source:
      context.sources.get(source) ??
      refuseBook(`${field}.source`, `${shown(source)} is not among the book's sources: add it there.`),
  };
}

/** Reads one entry of `planGroups`. */
export function loadPlanGroup(value: unknown, field: string, context: PlanContext): PlanGroup {
  const row = readObject(value, field, ["id", "meters", "plans"]);
  const plans = readList(row.plans, `${field}.plans`).map((plan, index) =>
    readPlan(plan, `${field}.plans[${index}]`, context),
  );
  if (plans.length === 0) refuseBook(`${field}.plans`, "is empty: a group has at least one plan.");
  return {
    id: readText(row.id, `${field}.id`),
    meters: new Set(readMeters(row.meters, `${field}.meters`, context)),
    plans,
  };
}

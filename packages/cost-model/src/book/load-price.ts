import { shown } from "../errors.js";
import type { Price, Tier } from "./price-book.js";
import type { PriceSource } from "./price-book-data.js";
import {
  readCount,
  readFlag,
  readList,
  readMap,
  readObject,
  readOneOf,
  readOptionalDate,
  readOptionalText,
  readText,
  readUsd,
  refuseBook,
} from "./read-data.js";
import { sizeOfUnit, unitNames } from "./units.js";

const keys = [
  ...["id", "meter", "name", "unit", "per", "usd", "tiers", "mode", "tierBy", "roundUp", "recurring", "includes"],
  ...["region", "from", "until", "plan", "source", "note"],
];

function readTier(value: unknown, field: string, scale: bigint): Tier & { readonly from: bigint | null } {
  const row = readObject(value, field, ["usd", "flatUsd", "from", "upTo"]);
  return {
    from: row.from === undefined ? null : readCount(row.from, `${field}.from`, 0) * scale,
    price: readUsd(row.usd, `${field}.usd`),
    flat: row.flatUsd === undefined ? 0n : readUsd(row.flatUsd, `${field}.flatUsd`),
    upTo: row.upTo === undefined ? null : readCount(row.upTo, `${field}.upTo`) * scale,
  };
}

/** The steps. They are contiguous from zero: each begins where the one before it ends. */
function readTiers(row: Readonly<Record<string, unknown>>, field: string, scale: bigint): readonly Tier[] {
  if ((row.usd === undefined) === (row.tiers === undefined)) {
    return refuseBook(field, "has to have either usd or tiers, not both and not neither.");
  }
  if (row.tiers === undefined) return [{ price: readUsd(row.usd, `${field}.usd`), flat: 0n, upTo: null }];
  const tiers = readList(row.tiers, `${field}.tiers`).map((tier, index) =>
    readTier(tier, `${field}.tiers[${index}]`, scale),
  );
  if (tiers.length === 0) refuseBook(`${field}.tiers`, "is empty: name at least one step.");
  let end = 0n;
  for (const [index, { from, upTo }] of tiers.entries()) {
    const at = `${field}.tiers[${index}].upTo`;
    if (from !== null && from !== end) {
      const fault = from > end ? "there is a hole before it" : "it overlaps the one before";
      refuseBook(`${field}.tiers[${index}].from`, `must be ${end / scale}, where the step before ends: ${fault}.`);
    }
    if (upTo === null && index < tiers.length - 1) {
      refuseBook(at, "is missing: only the last step has no end, so the steps after this one overlap it.");
    }
    if (upTo !== null && upTo <= end) {
      refuseBook(at, `steps overlap: each has to end after the one before it, which ends at ${end / scale}.`);
    }
    end = upTo ?? end;
  }
  return tiers;
}

export function readUnit(value: unknown, field: string): { unit: string; size: bigint } {
  const unit = readText(value, field);
  const size = sizeOfUnit(unit);
  if (size === null) return refuseBook(field, `must end in one of ${unitNames.join(", ")}; got ${shown(unit)}.`);
  return { unit, size };
}

/** Reads one row of `prices`. What the block contains of other meters is still in their own units. */
export function loadPrice(value: unknown, field: string, sources: ReadonlyMap<string, PriceSource>): Price {
  const row = readObject(value, field, keys);
  const id = readText(row.id, `${field}.id`);
  const { unit, size } = readUnit(row.unit, `${field}.unit`);
  const per = row.per === undefined ? 1n : readCount(row.per, `${field}.per`);
  const tierBy = readOneOf(row.tierBy, `${field}.tierBy`, ["quantity", "level"]);
  const mode = readOneOf(row.mode, `${field}.mode`, ["graduated", "volume", "package"]);
  if (tierBy === "level" && mode !== "volume") {
    refuseBook(`${field}.tierBy`, 'steps by level are for mode "volume": all of the quantity has one price then.');
  }
  const rounding =
    row.roundUp === undefined ? null : readObject(row.roundUp, `${field}.roundUp`, ["units", "unit", "over"]);
  const roundedIn = rounding?.unit === undefined ? size : readUnit(rounding.unit, `${field}.roundUp.unit`).size;
  const from = readOptionalDate(row.from, `${field}.from`);
  const until = readOptionalDate(row.until, `${field}.until`);
  if (from !== undefined && until !== undefined && until <= from) {
    refuseBook(`${field}.until`, `must be after ${from}, where the price begins.`);
  }
  const source = readText(row.source, `${field}.source`);
  return {
    id,
    meter: readOptionalText(row.meter, `${field}.meter`) ?? id,
    name: readText(row.name, `${field}.name`),
    unit,
    unitSize: size,
    block: per * size,
    mode,
    tierBy,
    // A level is a number of its own, such as viewers, and has no unit.
    tiers: readTiers(row, field, tierBy === "level" ? 1n : size),
    quantum: rounding === null ? 1n : readCount(rounding.units, `${field}.roundUp.units`) * roundedIn,
    roundOver: rounding === null ? "month" : readOneOf(rounding.over, `${field}.roundUp.over`, ["session", "month"]),
    recurring: readFlag(row.recurring, `${field}.recurring`),
    includes: readMap(row.includes, `${field}.includes`, (count, at) => readCount(count, at)),
    region: readOptionalText(row.region, `${field}.region`),
    from,
    until,
    plan: readOptionalText(row.plan, `${field}.plan`),
    source:
      sources.get(source) ??
      refuseBook(`${field}.source`, `${shown(source)} is not among the book's sources: add it there.`),
    note: readOptionalText(row.note, `${field}.note`),
  };
}

import type { PriceBook } from "../book/price-book.js";
import { costError, shown } from "../errors.js";
import { larger, smaller } from "../money/divide.js";
import type { PicoUsd } from "../money/pico-usd.js";
import { completeScenario, isWholeField, type Scenario, type ScenarioNumber } from "../scenario/scenario.js";
import { type EstimateOptions, totalCost } from "./estimate.js";
import { seededRandom } from "./random.js";

/** The least and the most that a field may be. */
export type ScenarioRanges = Readonly<Partial<Record<ScenarioNumber, readonly [number, number]>>>;

export interface SensitivityOptions extends EstimateOptions {
  /** At most ten fields. */
  readonly ranges: ScenarioRanges;
  /** The same seed brings the same figures. */
  readonly seed: number;
  /** Drawn scenarios, each field evenly from its range. Default 1,000. */
  readonly runs?: number;
}

/** One bar of a tornado: what a field alone does to the total. */
export interface Swing {
  readonly field: ScenarioNumber;
  readonly atLow: PicoUsd;
  readonly atHigh: PicoUsd;
  /** The distance of the two. */
  readonly size: PicoUsd;
}

/** How sure an estimate is. */
export interface Sensitivity {
  readonly total: PicoUsd;
  /** Over all corners of the ranges: exact, because no cost falls as a field grows or rises both ways. */
  readonly low: PicoUsd;
  readonly high: PicoUsd;
  /** The largest first. */
  readonly swings: readonly Swing[];
  readonly p10: PicoUsd;
  readonly p50: PicoUsd;
  readonly p90: PicoUsd;
}

type Range = readonly [ScenarioNumber, readonly [number, number]];

function readRanges(ranges: ScenarioRanges): Range[] {
  const entries = Object.entries(ranges) as Range[];
  if (entries.length > 10) throw costError("invalid-options", "ranges", "ranges must have at most ten fields.");
  for (const [field, range] of entries) {
    if (range[0] <= range[1]) continue;
    const message = `ranges.${field} must be [least, most]; got [${shown(range[0])}, ${shown(range[1])}].`;
    throw costError("invalid-options", `ranges.${field}`, message);
  }
  return entries;
}

/** Every combination of the ends of the ranges. */
function corners(ranges: readonly Range[]): Partial<Scenario>[] {
  return ranges.reduce<Partial<Scenario>[]>(
    (all, [field, ends]) => all.flatMap((one) => ends.map((end) => ({ ...one, [field]: end }))),
    [{}],
  );
}

function draw(ranges: readonly Range[], random: () => number): Partial<Scenario> {
  const drawn = ranges.map(([field, [least, most]]) => {
    const value = isWholeField(field)
      ? least + Math.floor(random() * (most - least + 1))
      : least + random() * (most - least);
    return [field, value];
  });
  return Object.fromEntries(drawn);
}

function percentile(sorted: readonly PicoUsd[], percent: number): PicoUsd {
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? 0n;
}

/**
 * How far an estimate may be off when fields of it are not sure: over all corners, one field at a time, and drawn at
 * random from a seed.
 *
 * @throws HybridStreamError `invalid-options`, `price-missing`
 */
export function sensitivity(
  book: PriceBook,
  scenario: Scenario,
  { seed, runs = 1_000, ranges: given, ...options }: SensitivityOptions,
): Sensitivity {
  if (!Number.isInteger(runs) || runs < 1) {
    throw costError("invalid-options", "runs", `runs must be a whole number of at least 1; got ${shown(runs)}.`);
  }
  const ranges = readRanges(given);
  const costOf = (change: Partial<Scenario>): PicoUsd => totalCost(book, { ...scenario, ...change }, options);
  completeScenario(scenario);
  const atCorners = corners(ranges).map(costOf);
  const swings = ranges.map(([field, [least, most]]): Swing => {
    const atLow = costOf({ [field]: least });
    const atHigh = costOf({ [field]: most });
    return { field, atLow, atHigh, size: atHigh > atLow ? atHigh - atLow : atLow - atHigh };
  });
  const random = seededRandom(seed);
  const drawn = Array.from({ length: runs }, () => costOf(draw(ranges, random)));
  drawn.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return {
    total: costOf({}),
    low: atCorners.reduce(smaller),
    high: atCorners.reduce(larger),
    swings: swings.sort((a, b) => (a.size > b.size ? -1 : a.size < b.size ? 1 : 0)),
    p10: percentile(drawn, 10),
    p50: percentile(drawn, 50),
    p90: percentile(drawn, 90),
  };
}

/**
 * By how many percent the total grows when the field grows by one percent: 1 is in proportion, 0 not at all. Whole fields
 * have to be large enough for a tenth of them to be whole; `null` where nothing is due.
 */
export function elasticity(book: PriceBook, scenario: Scenario, field: ScenarioNumber): number | null {
  const { [field]: value } = completeScenario(scenario);
  const more = isWholeField(field) ? Math.round(value * 1.1) : value * 1.1;
  const before = totalCost(book, scenario);
  if (before === 0n || more === value) return null;
  const growth = Number(totalCost(book, { ...scenario, [field]: more }) - before) / Number(before);
  return growth / (more / value - 1);
}

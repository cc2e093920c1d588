import { breakEven, curveOf, type PresetName, presetNames } from "@hybrid-stream/cost-model";
import { HybridStreamError } from "@hybrid-stream/spec";
import type { Choice } from "./choice.js";

export interface Point {
  readonly viewers: number;
  /** US dollars, for drawing only: sums are done in exact amounts. */
  readonly cost: number;
}

export interface Line {
  readonly preset: PresetName;
  readonly points: readonly Point[];
}

/** A number of viewers from which another of two is the cheaper one. */
export interface Crossing extends Point {
  readonly cheaper: PresetName;
  readonly dearer: PresetName;
}

export interface Axis {
  readonly scale: "log" | "linear";
  readonly max: number;
}

const steps = 60;

function samplesOf({ scale, max }: Axis): readonly number[] {
  const shares = Array.from({ length: steps + 1 }, (_, step) => step / steps);
  const values = shares.map((share) => Math.round(scale === "log" ? max ** share : max * share));
  return [...new Set(values)];
}

function unlessMissing<T>(reckon: () => T, otherwise: T): T {
  try {
    return reckon();
  } catch (thrown) {
    if (HybridStreamError.isInstance(thrown)) return otherwise;
    throw thrown;
  }
}

function costsOf({ book, hours, resolution }: Choice, architecture: PresetName): (viewers: number) => number {
  const curve = curveOf(book, { architecture, viewers: 0, hours, resolution }, { axis: "viewers", max: 1 });
  return (viewers) => Number(curve(viewers)) / 1e12;
}

/** The cost of every preset that the book has prices for, from one end of the axis to the other. */
export function linesOf(choice: Choice, axis: Axis): readonly Line[] {
  const samples = samplesOf(axis);
  return presetNames.flatMap((preset): readonly Line[] => {
    const cost = costsOf(choice, preset);
    return unlessMissing(() => [{ preset, points: samples.map((viewers) => ({ viewers, cost: cost(viewers) })) }], []);
  });
}

/** Where the base and `other` change places, exactly. */
export function crossingsOf(choice: Choice, other: PresetName, max: number): readonly Crossing[] {
  const { book, base, hours, resolution } = choice;
  if (other === base) return [];
  const show = { viewers: 0, hours, resolution };
  const against = { ...show, architecture: other };
  const intervals = unlessMissing(
    () => breakEven(book, { ...show, architecture: base }, { against, axis: "viewers", max }),
    [],
  ).filter(({ cheaper }) => cheaper !== "equal");
  const cost = costsOf(choice, base);
  return intervals.slice(1).flatMap(({ from, cheaper }, index): readonly Crossing[] => {
    if (intervals[index]?.cheaper === cheaper) return [];
    const pair = cheaper === "a" ? { cheaper: base, dearer: other } : { cheaper: other, dearer: base };
    return [{ viewers: from, cost: cost(from), ...pair }];
  });
}

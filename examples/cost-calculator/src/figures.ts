import {
  comparison,
  type Estimate,
  estimate,
  type PresetName,
  percentOf,
  presetNames,
} from "@hybrid-stream/cost-model";
import { HybridStreamError } from "@hybrid-stream/spec";
import type { Choice } from "./choice.js";

/** One line of the table. `estimate` is `null` where the book has no price for it; `reason` says which. */
export type Figure =
  | { readonly preset: PresetName; readonly estimate: Estimate; readonly savingPercent: string | null }
  | { readonly preset: PresetName; readonly estimate: null; readonly reason: string };

function estimateOf({ book, viewers, hours, resolution }: Choice, architecture: PresetName): Estimate | string {
  try {
    return estimate(book, { architecture, viewers, hours, resolution });
  } catch (thrown) {
    // A book need not have every price or plan: that is told in the table.
    if (HybridStreamError.isInstance(thrown)) return thrown.message;
    throw thrown;
  }
}

function rank(figure: Figure): readonly [boolean, bigint] {
  return [figure.estimate === null, figure.estimate?.total ?? 0n];
}

function byCost(a: Figure, b: Figure): number {
  const [missingA, totalA] = rank(a);
  const [missingB, totalB] = rank(b);
  if (missingA !== missingB) return missingA ? 1 : -1;
  return totalA === totalB ? 0 : totalA < totalB ? -1 : 1;
}

/** Every preset, the cheapest first; those without a price at the end. */
export function figuresOf(choice: Choice): readonly Figure[] {
  const base = estimateOf(choice, choice.base);
  const figures = presetNames.map((preset): Figure => {
    const other = estimateOf(choice, preset);
    if (typeof other === "string") return { preset, estimate: null, reason: other };
    const beside = typeof base === "string" || preset === choice.base ? null : comparison(base, other);
    return { preset, estimate: other, savingPercent: beside && percentOf(beside.savingRatio) };
  });
  return figures.toSorted(byCost);
}

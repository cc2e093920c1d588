import type { Spread } from "./statistics.js";

/** What a figure should be. */
export type Goal = { readonly atMost: number } | { readonly atLeast: number };

/** One number of a measure. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly value: Spread;
  /** `null`: told, not judged. */
  readonly goal: Goal | null;
}

/** What a measure found. `skipped` says why there is nothing. */
export type Findings =
  | { readonly skipped: string }
  | {
      readonly figures: readonly Figure[];
      /** What the figures need to be understood: a breakdown, what was left out. */
      readonly notes: readonly string[];
    };

/** How much time a measure may take. */
export interface MeasureContext {
  /** Fewer and shorter runs: to see that the measure works, not to quote. */
  readonly quick: boolean;
  /** A folder of its own, removed afterwards. */
  readonly folder: string;
  readonly say: (line: string) => void;
}

/** One thing that is measured. */
export interface Measure {
  readonly name: string;
  readonly what: string;
  run(context: MeasureContext): Promise<Findings>;
}

export function isMet({ goal, value }: Figure): boolean | null {
  if (goal === null) return null;
  return "atMost" in goal ? value.median <= goal.atMost : value.median >= goal.atLeast;
}

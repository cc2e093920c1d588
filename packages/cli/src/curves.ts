import { curveOf, type Interval, type PriceBook, presetNames, type Scenario } from "@hybrid-stream/cost-model";
import { HybridStreamError } from "@hybrid-stream/spec";
import type { Series } from "./output/chart.js";
import type { Crossing } from "./output/svg-chart.js";

export interface AxisOptions {
  readonly axis: "viewers" | "hours";
  readonly max: number;
}

const steps = 100;

/** A scenario's cost along an axis, in dollars, at a hundred steps. */
export function seriesOf(book: PriceBook, scenario: Scenario, name: string, options: AxisOptions): Series {
  const curve = curveOf(book, scenario, options);
  const values = Array.from({ length: steps + 1 }, (_, step) => {
    return Number(curve(Math.round((step / steps) * options.max))) / 1e12;
  });
  return { name, values };
}

/** Every preset that the book has all prices for. */
export function presetSeries(book: PriceBook, scenario: Scenario, options: AxisOptions): Series[] {
  return presetNames.flatMap((name) => {
    try {
      return [seriesOf(book, { ...scenario, architecture: name }, name, options)];
    } catch (thrown) {
      if (HybridStreamError.isInstance(thrown) && thrown.code === "price-missing") return [];
      throw thrown;
    }
  });
}

/** Where one of two architectures becomes the cheaper one. */
export function crossingsOf(
  intervals: readonly Interval[],
  names: { readonly a: string; readonly b: string },
): Crossing[] {
  return intervals
    .filter(({ from, cheaper }) => from > 0 && cheaper !== "equal")
    .map(({ from, cheaper }) => ({ at: from, label: `${cheaper === "a" ? names.a : names.b} from ${from}` }));
}

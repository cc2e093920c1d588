import type { PicoUsd } from "../money/pico-usd.js";

/** A range of whole numbers in which one of two is cheaper. Both ends belong to it. */
export interface Interval {
  readonly from: number;
  readonly to: number;
  readonly cheaper: "a" | "b" | "equal";
}

/** A cost at every whole number from 0 on. */
export type Curve = (value: number) => PicoUsd;

function cheaperOf(a: PicoUsd, b: PicoUsd): Interval["cheaper"] {
  if (a === b) return "equal";
  return a < b ? "a" : "b";
}

function remembered(curve: Curve): Curve {
  const known = new Map<number, PicoUsd>();
  return (value) => {
    const cost = known.get(value) ?? curve(value);
    known.set(value, cost);
    return cost;
  };
}

/**
 * Where each of two curves lies below the other, at every whole number from 0 to `max`. Where neither curve ever falls
 * (`rising`), a range is not looked into when one curve's end lies below the other's beginning.
 */
export function intervalsOf(
  curves: { readonly a: Curve; readonly b: Curve },
  { max, rising }: { readonly max: number; readonly rising: boolean },
): readonly Interval[] {
  const a = remembered(curves.a);
  const b = remembered(curves.b);
  const intervals: Interval[] = [];

  function add(from: number, to: number, cheaper: Interval["cheaper"]): void {
    const last = intervals.at(-1);
    if (last?.cheaper === cheaper) intervals[intervals.length - 1] = { ...last, to };
    else intervals.push({ from, to, cheaper });
  }

  function look(from: number, to: number): void {
    if (from === to) add(from, to, cheaperOf(a(from), b(from)));
    else if (rising && a(to) < b(from)) add(from, to, "a");
    else if (rising && b(to) < a(from)) add(from, to, "b");
    else {
      const middle = Math.floor((from + to) / 2);
      look(from, middle);
      look(middle + 1, to);
    }
  }

  look(0, max);
  return intervals;
}

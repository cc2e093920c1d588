import type { Axis, Line } from "./curves.js";

/** Where values stand on the picture. */
export interface Scale {
  readonly ticks: readonly number[];
  readonly at: (value: number) => number;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function logScale({ from, to }: Span, ends: Span, steps: readonly number[]): Scale {
  const low = Math.log10(from);
  const width = Math.log10(to) - low;
  const at = (value: number): number =>
    ends.from + ((Math.log10(Math.max(value, from)) - low) / width) * (ends.to - ends.from);
  const powers = Array.from({ length: Math.ceil(width) + 1 }, (_, index) => 10 ** (Math.floor(low) + index));
  const ticks = powers.flatMap((power) => steps.map((step) => power * step));
  return { at, ticks: ticks.filter((tick) => tick >= from && tick <= to) };
}

function linearScale(to: number, ends: Span): Scale {
  const rough = to / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10) * power;
  const ticks = Array.from({ length: Math.floor(to / step + 1e-9) + 1 }, (_, index) => index * step);
  return { ticks, at: (value) => ends.from + (value / to) * (ends.to - ends.from) };
}

/** From 1 viewer (log) or none (linear) on. */
export function viewerScale({ scale, max }: Axis, ends: Span): Scale {
  return scale === "log" ? logScale({ from: 1, to: max }, ends, [1, 2, 5]) : linearScale(max, ends);
}

/** Round numbers around all lines. */
export function costScale(lines: readonly Line[], { scale }: Axis, ends: Span): Scale {
  const costs = lines.flatMap(({ points }) => points.map(({ cost }) => cost));
  const most = Math.max(1, ...costs);
  if (scale === "linear") return linearScale(most * 1.02, ends);
  const least = Math.max(0.01, Math.min(most / 10, ...costs.filter((cost) => cost > 0)));
  return logScale({ from: least * 0.7, to: most * 1.15 }, ends, most / least > 20_000 ? [1] : [1, 2, 5]);
}

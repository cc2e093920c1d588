import type { PresetName, PriceBook, Resolution } from "@hybrid-stream/cost-model";

/** What is chosen on the page. */
export interface Choice {
  readonly book: PriceBook;
  readonly viewers: number;
  readonly hours: number;
  readonly resolution: Resolution;
  /** What the others are set beside. */
  readonly base: PresetName;
}

export const mostViewers = 10_000;

/** Steps of the viewers' slider: fine where there are few, two figures where there are many. */
const viewerSteps: readonly number[] = [
  ...Array.from({ length: 100 }, (_, index) => index),
  ...Array.from({ length: 90 }, (_, index) => 100 + index * 10),
  ...Array.from({ length: 91 }, (_, index) => 1_000 + index * 100),
];

export const lastViewerStep = viewerSteps.length - 1;

export function viewersAt(step: number): number {
  return viewerSteps[step] ?? mostViewers;
}

/** The step that is nearest below. */
export function stepOf(viewers: number): number {
  return Math.max(
    0,
    viewerSteps.findLastIndex((value) => value <= viewers),
  );
}

/** The end of the chart's axis: the next round number that leaves room on the right. */
export function axisEnd(viewers: number): number {
  return [100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000].find((end) => end >= viewers * 2) ?? 20_000;
}

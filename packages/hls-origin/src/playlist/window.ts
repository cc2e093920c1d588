import type { Segment } from "./segment.js";

/** The least that a window must hold. */
export interface WindowSize {
  readonly segments: number;
  readonly seconds: number;
}

/**
 * The first index of the smallest tail that has both the number and the seconds. Short remnants at reconnects therefore
 * never shrink what a player can hold. As segments are added the index never goes back.
 */
export function windowStart(segments: readonly Segment[], size: WindowSize): number {
  let seconds = 0;
  for (let index = segments.length - 1; index >= 0; index--) {
    seconds += segments[index]?.seconds ?? 0;
    // A millisecond of tolerance: durations are sums of rounded figures.
    if (segments.length - index >= size.segments && seconds >= size.seconds - 0.001) return index;
  }
  return 0;
}

import { slopeOf } from "../bench/shared/statistics.js";
import { leaksSince } from "./leaks.js";
import type { Reading } from "./readings.js";

/**
 * Shows after which memory is judged. Caches fill and code is compiled; above all `ffmpegRelay()` remembers its last 256
 * ended relays, and each keeps some 35 KiB until then.
 */
const warmUpShows = 260;
/** Fewer readings make no line. */
const cyclesToJudge = 4;
/**
 * What memory may grow per channel and cycle. The journal in memory keeps up to 2,000 entries of a channel, of which a
 * cycle adds some twenty of about 500 bytes, so a heap without a leak grows by about 10 KiB until that is full.
 */
export const limits = { heapKiBPerShow: 24, residentKiBPerShow: 192 } as const;

/** From how many cycles on memory is judged. */
export function cyclesForMemory(channels: number): number {
  return Math.ceil(warmUpShows / channels) + cyclesToJudge;
}

/** What the readings mean. */
export interface Verdict {
  /** What is held although nothing needs it. Empty: passed. */
  readonly leaks: readonly string[];
  /** By how much memory grew per channel and cycle after the warm-up; `null` for too few cycles. KiB. */
  readonly growth: { readonly heapKiBPerShow: number; readonly residentKiBPerShow: number } | null;
}

export function verdictOf(readings: {
  readonly before: Reading;
  readonly afterCycles: readonly Reading[];
  readonly closed: { readonly before: Reading; readonly after: Reading };
  readonly channels: number;
}): Verdict {
  const { before, afterCycles, closed, channels } = readings;
  const leaks = afterCycles.flatMap((after, index) =>
    leaksSince(before, after).map((leak) => `cycle ${index + 1}: ${leak}`),
  );
  const records = afterCycles.at(-1)?.records ?? 0;
  const shows = channels * afterCycles.length;
  if (records > shows) leaks.push(`records of the origin: ${records} for ${shows} shows`);
  leaks.push(...leaksSince(closed.before, closed.after).map((leak) => `after close: ${leak}`));
  const judged = afterCycles.slice(cyclesForMemory(channels) - cyclesToJudge);
  if (judged.length < cyclesToJudge) return { leaks, growth: null };
  const perShow = (bytes: (reading: Reading) => number): number => slopeOf(judged.map(bytes)) / 1024 / channels;
  const growth = {
    heapKiBPerShow: perShow((reading) => reading.heapBytes),
    residentKiBPerShow: perShow((reading) => reading.residentBytes),
  };
  for (const name of ["heapKiBPerShow", "residentKiBPerShow"] as const) {
    if (growth[name] > limits[name]) {
      leaks.push(`memory: ${name} grows by ${growth[name].toFixed(1)}, and may by ${limits[name]}`);
    }
  }
  return { leaks, growth };
}

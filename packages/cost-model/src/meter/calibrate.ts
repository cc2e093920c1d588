import type { Usage } from "../rate/usage.js";
import { totalOf } from "../rate/usage.js";

const million = 1_000_000n;

/** Each line's quantity times the factor of its meter, to the nearest millionth part. */
export function calibrated(usage: Usage, factors: Readonly<Record<string, number>>): Usage {
  return usage.map((line) => {
    const factor = factors[line.meter];
    if (factor === undefined) return line;
    return { ...line, quantity: (line.quantity * BigInt(Math.round(factor * 1_000_000))) / million };
  });
}

/** What the vendor billed of a meter beside what was metered. */
export interface CalibrationFactor {
  readonly meter: string;
  readonly factor: number;
  /** False outside 0.9 to 1.2: look for the reason before using it. */
  readonly plausible: boolean;
}

/**
 * The factors to meter with from now on: vendor-reported by metered quantity of each meter that both know. Samples miss
 * what players load and never play, and viewers who come and go between them.
 */
export function calibrationOf(metered: Usage, reported: Usage): CalibrationFactor[] {
  const sums = (usage: Usage): Map<string, bigint> => {
    const byMeter = new Map<string, bigint>();
    for (const line of usage) byMeter.set(line.meter, (byMeter.get(line.meter) ?? 0n) + totalOf(line));
    return byMeter;
  };
  const own = sums(metered);
  return [...sums(reported)].flatMap(([meter, quantity]) => {
    const counted = own.get(meter) ?? 0n;
    if (counted === 0n) return [];
    const factor = Number((quantity * million) / counted) / 1_000_000;
    return [{ meter, factor, plausible: factor >= 0.9 && factor <= 1.2 }];
  });
}

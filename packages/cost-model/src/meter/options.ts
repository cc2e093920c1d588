import { costError, shown } from "../errors.js";
import { type Architecture, architectureOf, isRtc, type PresetName } from "../scenario/architecture.js";
import type { Carriage } from "../scenario/usage-from.js";

/** How samples are to be understood. */
export interface MeterOptions {
  readonly architecture: PresetName | Architecture;
  /** A sample holds until the next one, but no longer than this. Milliseconds, default 60,000. */
  readonly maxGapMs?: number;
  /** Until when the last sample holds, ISO 8601; not longer than `maxGapMs`. Default: it ends the time by itself. */
  readonly until?: string;
  /** The latest time that a sample may have, ISO 8601. Default: any. */
  readonly now?: string;
  /** Default `na-eu`. */
  readonly region?: string;
  /** Default 4. */
  readonly segmentSeconds?: number;
  /** Default 300. */
  readonly viewersPerServer?: number;
  /** Vendor-reported by metered quantity of a meter: {@link calibrationOf}. */
  readonly calibration?: Readonly<Record<string, number>>;
}

/** The options with every value, checked. */
export interface MeterSettings extends Carriage {
  readonly maxGap: number;
  readonly now: number;
  readonly calibration: Readonly<Record<string, number>>;
  /** An encoder pushes straight to the platform. */
  readonly pushed: boolean;
}

/** A time in milliseconds since 1970. */
export function timeOf(text: string, field: string): number {
  const time = Date.parse(text);
  if (!Number.isNaN(time)) return time;
  throw costError("invalid-options", field, `${field} must be an ISO 8601 time; got ${shown(text)}.`);
}

/**
 * Checks the options of a meter and fills in the defaults.
 *
 * @throws HybridStreamError `invalid-options`
 */
export function meterSettings(options: MeterOptions): MeterSettings {
  const { maxGapMs = 60_000, calibration = {} } = options;
  if (!Number.isInteger(maxGapMs) || maxGapMs < 1) {
    const message = `maxGapMs must be a whole number of at least 1; got ${shown(maxGapMs)}.`;
    throw costError("invalid-options", "maxGapMs", message);
  }
  for (const [meter, factor] of Object.entries(calibration)) {
    if (factor > 0 && factor < 1_000) continue;
    const message = `calibration.${meter} must be above 0 and below 1000; got ${shown(factor)}.`;
    throw costError("invalid-options", `calibration.${meter}`, message);
  }
  const architecture = architectureOf(options.architecture);
  return {
    architecture,
    region: options.region ?? "na-eu",
    segmentSeconds: options.segmentSeconds ?? 4,
    viewersPerServer: options.viewersPerServer ?? 300,
    maxGap: maxGapMs,
    now: options.now === undefined ? Number.POSITIVE_INFINITY : timeOf(options.now, "now"),
    calibration,
    pushed: architecture.relay === "none" && !isRtc(architecture.platform),
  };
}

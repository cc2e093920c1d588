import { costError, shown } from "../errors.js";
import { type Architecture, architectureOf, type PresetName } from "./architecture.js";
import { isResolution, type Resolution, resolutions, usualBitrate } from "./resolution.js";

/** A month of shows, all alike. */
export interface Scenario {
  readonly architecture: PresetName | Architecture;
  /** Mean number of viewers at the same moment, those on RTC included. A whole number. */
  readonly viewers: number;
  /** Viewers of those that stay on Agora RTC although there is HLS, such as VIPs. Default 0. */
  readonly interactiveViewers?: number;
  /** Hours of live show in the month. */
  readonly hours: number;
  /** What each host sends. Default `720p`. */
  readonly resolution?: Resolution;
  /** Hosts on screen at the same moment. Default 1. */
  readonly hosts?: number;
  /** Audio and video that one viewer receives. Default by resolution: 2,500 for 720p. */
  readonly bitrateKbps?: number;
  /** Length of an HLS segment, in seconds. Default 4. */
  readonly segmentSeconds?: number;
  /** A region of the price book. Default `na-eu`. */
  readonly region?: string;
  /** The part of the show that a viewer watches. Above 0, at most 1 (default). */
  readonly watchShare?: number;
  /** How long a viewer stays, in minutes; the next one takes the place. Default 60. */
  readonly sessionMinutes?: number;
  /** What a player has loaded and not played when its viewer leaves, in seconds. Default 0. */
  readonly bufferSeconds?: number;
  /** Viewers that one server of the architecture `hls-server` carries. Default 300, an assumption at 2.5 Mbit/s. */
  readonly viewersPerServer?: number;
  /** See `RateOptions.plans`. */
  readonly plans?: readonly string[];
}

/** A scenario with every value, checked. */
export interface CompleteScenario extends Required<Omit<Scenario, "architecture">> {
  readonly architecture: Architecture;
}

interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
}

const bounds = {
  viewers: { least: 0, most: 1_000_000_000, whole: true },
  interactiveViewers: { least: 0, most: 1_000_000_000, whole: true },
  hours: { least: 0, most: 1_000_000, whole: false },
  hosts: { least: 1, most: 128, whole: true },
  bitrateKbps: { least: 1, most: 1_000_000, whole: true },
  segmentSeconds: { least: 0.2, most: 60, whole: false },
  watchShare: { least: 0.000_001, most: 1, whole: false },
  sessionMinutes: { least: 0.01, most: 100_000, whole: false },
  bufferSeconds: { least: 0, most: 3_600, whole: false },
  viewersPerServer: { least: 1, most: 1_000_000, whole: true },
} as const satisfies Record<string, Bounds>;

/** The fields of a scenario that are numbers. */
export type ScenarioNumber = keyof typeof bounds;

function checkNumber(field: ScenarioNumber, value: number): void {
  const { least, most, whole } = bounds[field];
  const fits = typeof value === "number" && value >= least && value <= most && (!whole || Number.isInteger(value));
  if (fits) return;
  const kind = whole ? "a whole number" : "a number";
  throw costError("invalid-options", field, `${field} must be ${kind} from ${least} to ${most}; got ${shown(value)}.`);
}

/**
 * Fills in the defaults and checks every field.
 *
 * @throws HybridStreamError `invalid-options`; its `field` names the field, its message what is allowed
 */
export function completeScenario(scenario: Scenario): CompleteScenario {
  const { resolution = "720p" } = scenario;
  if (!isResolution(resolution)) {
    const message = `resolution must be one of ${resolutions.join(", ")}; got ${shown(resolution)}.`;
    throw costError("invalid-options", "resolution", message);
  }
  const complete: CompleteScenario = {
    architecture: architectureOf(scenario.architecture),
    viewers: scenario.viewers,
    interactiveViewers: scenario.interactiveViewers ?? 0,
    hours: scenario.hours,
    resolution,
    hosts: scenario.hosts ?? 1,
    bitrateKbps: scenario.bitrateKbps ?? usualBitrate(resolution),
    segmentSeconds: scenario.segmentSeconds ?? 4,
    region: scenario.region ?? "na-eu",
    watchShare: scenario.watchShare ?? 1,
    sessionMinutes: scenario.sessionMinutes ?? 60,
    bufferSeconds: scenario.bufferSeconds ?? 0,
    viewersPerServer: scenario.viewersPerServer ?? 300,
    plans: scenario.plans ?? [],
  };
  for (const field of Object.keys(bounds) as ScenarioNumber[]) checkNumber(field, complete[field]);
  if (complete.interactiveViewers > complete.viewers) {
    const message = `interactiveViewers must not be more than viewers, which is ${complete.viewers}; got ${complete.interactiveViewers}.`;
    throw costError("invalid-options", "interactiveViewers", message);
  }
  return complete;
}

/** True for fields that are whole numbers. */
export function isWholeField(field: ScenarioNumber): boolean {
  return bounds[field].whole;
}

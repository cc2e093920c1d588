import { costError, shown } from "../errors.js";
import { isResolution, type Resolution, resolutions } from "../scenario/resolution.js";

/** What was seen of a channel at one moment. It holds until the next sample. */
export interface MetricSample {
  /** ISO 8601. */
  readonly at: string;
  readonly channelId: string;
  /** Viewers on RTC. */
  readonly agoraViewers: number;
  readonly hlsViewers: number;
  /** What one HLS viewer receives. */
  readonly bitrateKbps: number;
  /** What each host sends. */
  readonly resolution: Resolution;
  /** Relays are billed from their start on, live or not. */
  readonly relay: "off" | "starting" | "live";
  /** Hosts on screen. Default 1. */
  readonly hosts?: number;
  /** Bytes that the CDN reports for the time since the sample before, instead of viewers times bitrate. */
  readonly egressBytes?: bigint;
  /** Requests that the CDN reports for the time since the sample before. */
  readonly requests?: bigint;
}

/** A sample that has been checked, with its time as a number. */
export interface TimedSample extends MetricSample {
  readonly time: number;
}

function refuse(field: string, message: string): never {
  throw costError("invalid-sample", field, `${field} ${message}`);
}

function checkCount(value: number, field: string, least = 0): void {
  if (Number.isSafeInteger(value) && value >= least && value <= 1_000_000_000) return;
  refuse(field, `must be a whole number from ${least} to 1000000000; got ${shown(value)}.`);
}

function checkReported(value: bigint | undefined, field: string): void {
  if (value === undefined || (typeof value === "bigint" && value >= 0n)) return;
  refuse(field, `must be a bigint of at least 0n; got ${shown(value)}.`);
}

/**
 * Checks one sample. `now` is the latest time that it may have, in milliseconds since 1970.
 *
 * @throws HybridStreamError `invalid-sample`, naming the field below `path`
 */
export function readSample(sample: MetricSample, path: string, now: number): TimedSample {
  const time = typeof sample.at === "string" ? Date.parse(sample.at) : Number.NaN;
  if (Number.isNaN(time)) refuse(`${path}.at`, `must be an ISO 8601 time; got ${shown(sample.at)}.`);
  if (time > now) {
    const limit = new Date(now).toISOString();
    refuse(`${path}.at`, `lies in the future: ${sample.at} is after ${limit}. Check the clock that it comes from.`);
  }
  if (typeof sample.channelId !== "string" || sample.channelId === "")
    refuse(`${path}.channelId`, "must not be empty.");
  checkCount(sample.agoraViewers, `${path}.agoraViewers`);
  checkCount(sample.hlsViewers, `${path}.hlsViewers`);
  checkCount(sample.bitrateKbps, `${path}.bitrateKbps`);
  checkCount(sample.hosts ?? 1, `${path}.hosts`, 1);
  checkReported(sample.egressBytes, `${path}.egressBytes`);
  checkReported(sample.requests, `${path}.requests`);
  if (!isResolution(sample.resolution)) {
    refuse(`${path}.resolution`, `must be one of ${resolutions.join(", ")}; got ${shown(sample.resolution)}.`);
  }
  if (!["off", "starting", "live"].includes(sample.relay)) {
    refuse(`${path}.relay`, `must be off, starting or live; got ${shown(sample.relay)}.`);
  }
  return { ...sample, time };
}

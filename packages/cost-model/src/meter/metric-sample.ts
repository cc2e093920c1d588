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

/** The field's whole name is made only when it is needed: samples are many. */
function checkCount(
  value: number,
  field: string,
  { path, least = 0 }: { path: string | number; least?: number },
): void {
  if (Number.isSafeInteger(value) && value >= least && value <= 1_000_000_000) return;
  refuse(`${nameOf(path)}.${field}`, `must be a whole number from ${least} to 1000000000; got ${shown(value)}.`);
}

function checkReported(value: bigint | undefined, field: string, path: string | number): void {
  if (value === undefined || (typeof value === "bigint" && value >= 0n)) return;
  refuse(`${nameOf(path)}.${field}`, `must be a bigint of at least 0n; got ${shown(value)}.`);
}

function nameOf(path: string | number): string {
  return typeof path === "number" ? `samples[${path}]` : path;
}

/**
 * Checks one sample. `now` is the latest time that it may have, in milliseconds since 1970.
 *
 * @throws HybridStreamError `invalid-sample`, naming the field below `path`, which is an index or a name
 */
export function readSample(sample: MetricSample, path: string | number, now: number): TimedSample {
  const time = typeof sample.at === "string" ? Date.parse(sample.at) : Number.NaN;
  if (Number.isNaN(time)) refuse(`${nameOf(path)}.at`, `must be an ISO 8601 time; got ${shown(sample.at)}.`);
  if (time > now) {
    const limit = new Date(now).toISOString();
    refuse(
      `${nameOf(path)}.at`,
      `lies in the future: ${sample.at} is after ${limit}. Check the clock that it comes from.`,
    );
  }
  if (typeof sample.channelId !== "string" || sample.channelId === "")
    refuse(`${nameOf(path)}.channelId`, "must not be empty.");
  const at = { path };
  checkCount(sample.agoraViewers, "agoraViewers", at);
  checkCount(sample.hlsViewers, "hlsViewers", at);
  checkCount(sample.bitrateKbps, "bitrateKbps", at);
  checkCount(sample.hosts ?? 1, "hosts", { path, least: 1 });
  checkReported(sample.egressBytes, "egressBytes", path);
  checkReported(sample.requests, "requests", path);
  if (!isResolution(sample.resolution)) {
    refuse(`${nameOf(path)}.resolution`, `must be one of ${resolutions.join(", ")}; got ${shown(sample.resolution)}.`);
  }
  if (!["off", "starting", "live"].includes(sample.relay)) {
    refuse(`${nameOf(path)}.relay`, `must be off, starting or live; got ${shown(sample.relay)}.`);
  }
  return { ...sample, time };
}

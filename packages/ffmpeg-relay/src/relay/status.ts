import type { FfmpegProcess } from "@hybrid-stream/ffmpeg-process";
import {
  type ErrorSummary,
  type Health,
  HybridStreamError,
  type MediaSourceStatus,
  type Presence,
  type RelayProgress,
  type RelayState,
  type RelayStatus,
} from "@hybrid-stream/spec";
import type { Pace } from "./pace.js";

interface StatusParts {
  readonly state: RelayState;
  readonly ffmpeg: FfmpegProcess | null;
  readonly pace: Pace;
  readonly source: MediaSourceStatus | null;
  readonly publisher: Presence;
  readonly encoding: RelayStatus["encoding"];
  readonly error: ErrorSummary | null;
  readonly sourceExhausted: boolean;
  readonly provider: string;
  readonly now: Date;
}

/** A relay that runs and delivers nothing. */
export function stallError(provider: string): ErrorSummary {
  return new HybridStreamError({
    code: "relay-stalled",
    message:
      "FFmpeg runs but the RTMP server takes nothing from it. Check the network to the server; a new start opens a new connection.",
    provider,
    operation: "relay",
  }).toJSON();
}

const sum = (one: number | null | undefined, other: number | null | undefined): number | null =>
  one == null ? (other ?? null) : one + (other ?? 0);

function progressOf({ ffmpeg, pace, source }: StatusParts): RelayProgress | null {
  if (ffmpeg === null) return null;
  const { progress } = ffmpeg;
  const usage = ffmpeg.usage();
  return {
    bytesSent: progress?.totalBytes ?? null,
    mediaTimeMs: progress?.mediaTimeMs ?? null,
    bitrateKbps: progress?.bitrateKbps ?? null,
    framesPerSecond: progress?.framesPerSecond ?? null,
    droppedFrames: progress?.droppedFrames ?? null,
    speed: pace.speed ?? progress?.speed ?? null,
    residentBytes: sum(usage.residentBytes, source?.residentBytes),
    cpuPercent: sum(usage.cpuPercent, source?.cpuPercent),
  };
}

function destinationOf(state: RelayState, stalled: boolean): RelayStatus["destination"] {
  if (state === "failed" || stalled) return "lost";
  if (state === "starting") return "connecting";
  return state === "running" ? "delivering" : "unknown";
}

function healthOf({ state, pace }: StatusParts, stalled: boolean): Health {
  if (state === "failed" || stalled) return "poor";
  return state === "running" ? pace.health : "unknown";
}

/** What a relay tells about itself. */
export function relayStatus(parts: StatusParts): RelayStatus {
  const active = parts.state === "starting" || parts.state === "running";
  const stalled = active && parts.ffmpeg?.stalled === true;
  return {
    state: parts.state,
    destination: destinationOf(parts.state, stalled),
    health: healthOf(parts, stalled),
    progress: progressOf(parts),
    publisher: parts.publisher,
    encoding: parts.encoding,
    error: stalled ? stallError(parts.provider) : parts.error,
    sourceExhausted: parts.sourceExhausted,
    observedAt: parts.now,
  };
}

/** The status of a relay that this process does not know. */
export function absentStatus(now: Date): RelayStatus {
  return {
    state: "absent",
    destination: "unknown",
    health: "unknown",
    progress: null,
    publisher: "unknown",
    encoding: null,
    error: null,
    sourceExhausted: false,
    observedAt: now,
  };
}

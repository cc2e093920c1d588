import type { ErrorSummary } from "./error.js";
import type { Health, Presence } from "./measure.js";

/**
 * - `queued`: waits for room in this process
 * - `starting`: exists, no media delivered yet
 * - `running`: its provider says that it delivers
 * - `stopping`, `stopped`: on our order, or because the source came to its end
 * - `failed`: ended without order; `error` says why
 * - `absent`: the provider does not find it; proof only after `absenceProofSeconds`
 * - `unknown`: the provider could not be asked, or says something we do not know
 */
export type RelayState = "queued" | "starting" | "running" | "stopping" | "stopped" | "failed" | "absent" | "unknown";

/** Counters of a relay. `null` is "not told by this provider". */
export interface RelayProgress {
  /** Bytes written to the destination since the start. */
  bytesSent: number | null;
  /** Media time delivered, milliseconds. */
  mediaTimeMs: number | null;
  /** Over the last seconds. */
  bitrateKbps: number | null;
  framesPerSecond: number | null;
  droppedFrames: number | null;
  /** 1 is real time; below about 0.95 the relay falls behind. */
  speed: number | null;
  residentBytes: number | null;
  /** Percent of one core. */
  cpuPercent: number | null;
}

/** What a relay is doing. */
export interface RelayStatus {
  readonly state: RelayState;
  /** Of the push itself where the provider tells it apart from the task: the recorder may run while the push is down. */
  readonly destination: "connecting" | "delivering" | "lost" | "unknown";
  readonly health: Health;
  readonly progress: RelayProgress | null;
  /** Whether the publisher behind the source is there, where the relay can see it. */
  readonly publisher: Presence;
  /** Whether the media is passed through or encoded, and why: for people. */
  readonly encoding: { readonly kind: "copy" | "transcode"; readonly reason: string } | null;
  readonly error: ErrorSummary | null;
  /** The source ended by itself and cannot be opened again: a restart would be in vain. */
  readonly sourceExhausted: boolean;
  readonly observedAt: Date;
}

/** Progress with nothing known. */
export const unknownProgress: RelayProgress = {
  bytesSent: null,
  mediaTimeMs: null,
  bitrateKbps: null,
  framesPerSecond: null,
  droppedFrames: null,
  speed: null,
  residentBytes: null,
  cpuPercent: null,
};

import type { Clock, Health, LiveStreamStatus, ViewerCount } from "@hybrid-stream/spec";
import type { OriginStream } from "./origin-stream.js";

/** No media for this long counts as an interruption. */
const silentMs = 5_000;

/** What a status is read with. */
export interface StatusContext {
  readonly clock: Clock;
  readonly segmentSeconds: number;
  /** False where the origin cannot see all viewers. */
  readonly countsViewers: boolean;
}

/** The status of a stream that does not exist (any more). */
export function absentStatus(now: Date): LiveStreamStatus {
  return {
    exists: false,
    ingest: "idle",
    broadcastId: null,
    health: "unknown",
    bitrateKbps: null,
    viewers: null,
    error: null,
    observedAt: now,
  };
}

function ingestOf(stream: OriginStream, now: number): LiveStreamStatus["ingest"] {
  const { session, refusal } = stream.ingest;
  if (session !== null && session.bytesReceived > 0 && now - session.lastMediaAt < silentMs) return "receiving";
  if (refusal !== null) return "refused";
  return stream.broadcast === null ? "idle" : "interrupted";
}

/**
 * `poor`: media comes in but viewers get no segment. `fair`: segments are much longer than asked for, or the storage is
 * behind.
 */
function healthOf(stream: OriginStream, { clock, segmentSeconds }: StatusContext): Health {
  const { report } = stream.store.files;
  const lagSeconds = report?.lagSeconds ?? 0;
  if (lagSeconds > 3 * stream.state.targetDurationSeconds) return "poor";
  const { lastSegmentAt, longestSegmentSeconds } = stream.ingest;
  if (lastSegmentAt === null) return "unknown";
  const lateMs = clock.monotonic() - lastSegmentAt;
  if (lateMs > 3_000 * stream.state.targetDurationSeconds) return "poor";
  const isBehind = lagSeconds > stream.state.targetDurationSeconds || (report?.error ?? null) !== null;
  return isBehind || longestSegmentSeconds > 2 * segmentSeconds + 1 ? "fair" : "good";
}

export function statusOf(stream: OriginStream, context: StatusContext): LiveStreamStatus {
  const now = context.clock.now();
  if (stream.state.retiredAt !== null) return absentStatus(now);
  const ingest = ingestOf(stream, context.clock.monotonic());
  const isReceiving = ingest === "receiving";
  const viewers: ViewerCount | null = context.countsViewers
    ? { value: stream.viewerCount, method: "exact", observedAt: now.toISOString() }
    : null;
  return {
    exists: true,
    ingest,
    broadcastId: stream.broadcast?.id ?? null,
    health: isReceiving ? healthOf(stream, context) : "unknown",
    bitrateKbps: isReceiving ? Math.round(stream.ingest.session?.bitrateKbps ?? 0) : null,
    viewers,
    error: (isReceiving ? null : stream.ingest.refusal?.error.toJSON()) ?? stream.store.files.report?.error ?? null,
    observedAt: now,
  };
}

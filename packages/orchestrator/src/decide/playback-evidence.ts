import type { HlsProbeResult } from "@hybrid-stream/provider-kit";
import type { Condition } from "@hybrid-stream/spec";
import { since, type Turn, wakeWithin } from "./turn.js";

/** Between the look that finds segments late and the one that may call it a stall. */
const confirmMs = 2000;

/** How long viewers may go without a new segment before that is a stall. Milliseconds. */
export function stallLimitMs(turn: Turn): number {
  const target = turn.next.playback.targetDurationSeconds ?? 0;
  return Math.max(turn.policy.stallSeconds, 3 * target) * 1000;
}

/** Takes what the probe saw into the evidence. */
export function absorbProbe(turn: Turn, probe: HlsProbeResult | undefined): void {
  const evidence = turn.next.playback;
  if (probe === undefined || probe.state === "unreachable") return;
  if (probe.state === "not-yet") {
    // Once a playlist was seen its absence says nothing about which segment is the last.
    if (evidence.lastSegment === null) evidence.sawNothing = true;
    return;
  }
  const before = evidence.lastSegment;
  evidence.targetDurationSeconds = probe.targetDurationSeconds;
  evidence.lastSegment = probe.lastSegment;
  if (probe.ended) return;
  // The first playlist after nothing is an advance when it holds two segments: one may be a left-over.
  const advanced = before === null ? evidence.sawNothing && probe.segmentCount >= 2 : probe.lastSegment > before;
  if (!advanced) return;
  evidence.advancedAt = turn.now.toISOString();
  evidence.segments += before === null ? probe.segmentCount : probe.lastSegment - before;
}

/** Whether viewers get new segments. Relay progress never proves it, and a probe that failed says nothing. */
export function judgePlayback(turn: Turn): Pick<Condition, "value" | "reason" | "source"> | null {
  const { stream, relay, playback } = turn.next;
  const source = "probe";
  if (turn.order.mode === "agora-only" || stream?.step !== "ready") {
    return { value: "unknown", reason: "no-stream", source };
  }
  const probe = turn.observations.playback;
  if (probe === undefined) return null;
  if (playback.advancedAt !== null && since(turn, playback.advancedAt) <= stallLimitMs(turn)) {
    playback.lateSince = null;
    return { value: "true", reason: "segments-advance", source };
  }
  if (probe.state === "unreachable") return { value: "unknown", reason: probe.error.code, source };
  const reason = probe.state === "not-yet" ? probe.reason : "segments-stand-still";
  if (playback.advancedAt === null) {
    if (turn.order.mode === "hls-only") return { value: "unknown", reason, source };
    // A relay that has just started gets time to bring its first segments, and a new owner time to look.
    const connecting = playback.connectUntil !== null && Date.parse(playback.connectUntil) > turn.now.getTime();
    const looked = relay?.step === "started" && since(turn, playback.observedFrom) > stallLimitMs(turn);
    if (connecting || !looked) return { value: "unknown", reason: "connecting", source };
  }
  return confirmedLate(turn, reason);
}

/** One look alone names no stall: a single odd answer after a long pause would look the same. */
function confirmedLate(turn: Turn, reason: string): Pick<Condition, "value" | "reason" | "source"> {
  const { playback } = turn.next;
  playback.lateSince ??= turn.now.toISOString();
  const lateMs = since(turn, playback.lateSince);
  if (lateMs >= confirmMs) return { value: "false", reason, source: "probe" };
  wakeWithin(turn, confirmMs - lateMs);
  return { value: "unknown", reason: "segments-late", source: "probe" };
}

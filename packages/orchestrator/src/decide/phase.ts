import type { Phase } from "@hybrid-stream/spec";
import { stallLimitMs } from "./playback-evidence.js";
import { note, since, type Turn } from "./turn.js";

/** Names where the channel stands, from its conditions. */
export function judgePhase(turn: Turn): void {
  const { next } = turn;
  const before = next.phase;
  if (before === "failed") return;
  const { phase, reason } = verdict(turn);
  next.phaseReason = reason;
  if (phase === before) return;
  next.phase = phase;
  next.phaseSince = turn.now.toISOString();
  if (phase === "live" && next.firstLiveAt === null) next.firstLiveAt = next.phaseSince;
  if (phase === "live" || phase === "ended") next.interruptedAt = null;
  else if (phase === "recovering") next.interruptedAt ??= next.phaseSince;
  note(turn, "phase", `From ${before} to ${phase}: ${reason}.`, { from: before, to: phase, reason });
}

function verdict(turn: Turn): { phase: Phase; reason: string } {
  const { next, order } = turn;
  if (order.desired === "ended") {
    return isDown(turn) ? { phase: "ended", reason: "confirmed" } : { phase: "draining", reason: "ordered to end" };
  }
  const { PublisherPresent, IngestReceiving, PlaybackAdvancing, RelayRunning } = next.conditions;
  if (PublisherPresent.value === "false") return { phase: "waiting", reason: PublisherPresent.reason };
  if (order.mode === "agora-only") return { phase: "live", reason: "everybody watches by RTC" };
  if (PlaybackAdvancing.value === "true") {
    if (IngestReceiving.value === "false") return { phase: "degraded", reason: IngestReceiving.reason };
    if (order.mode === "hybrid" && next.relay?.step !== "started") {
      return { phase: "degraded", reason: next.relay?.stopReason ?? "the relay is being started" };
    }
    if (RelayRunning.value === "false") return { phase: "degraded", reason: RelayRunning.reason };
    if (next.measures.health === "poor") return { phase: "degraded", reason: "the relay falls behind" };
    return { phase: "live", reason: PlaybackAdvancing.reason };
  }
  // What was called live by RTC alone was never seen to be served by HLS.
  const servedBefore = next.playback.segments > 0;
  const wasServing = servedBefore && (next.phase === "live" || next.phase === "degraded");
  if (PlaybackAdvancing.value === "unknown" && wasServing) {
    // Not knowing is no reason to say that viewers are cut off, but a hop that is known to be broken is one to worry.
    if (IngestReceiving.value === "false") {
      const dry = since(turn, IngestReceiving.since) > stallLimitMs(turn);
      return { phase: dry ? "recovering" : "degraded", reason: IngestReceiving.reason };
    }
    if (order.mode === "hybrid" && next.relay?.step !== "started") {
      return { phase: "degraded", reason: "the relay is being started" };
    }
    return { phase: next.phase, reason: next.phaseReason };
  }
  if (servedBefore) return { phase: "recovering", reason: PlaybackAdvancing.reason };
  if (next.stream?.step !== "ready" || (order.mode === "hybrid" && next.relay?.step !== "started")) {
    return {
      phase: "provisioning",
      reason: next.stream?.step === "ready" ? "starting the relay" : "creating the stream",
    };
  }
  return { phase: "connecting", reason: PlaybackAdvancing.reason };
}

/** Whether nothing is left running or unconfirmed, tombstones apart. */
export function isDown(turn: Turn): boolean {
  const { relay, stream, formerStreams, tombstones } = turn.next;
  return (
    (relay === null || relay.step === "gone") &&
    (stream === null || stream.step === "ended") &&
    formerStreams.every((former) => former.step === "ended") &&
    tombstones.length === 0
  );
}

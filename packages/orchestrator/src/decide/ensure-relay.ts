import type { RelayRecord } from "@hybrid-stream/spec";
import { beginRelay, restartRelay } from "./begin-relay.js";
import type { Effect } from "./effect.js";
import { relayFacts } from "./facts.js";
import { isFinal, refuseRelay } from "./fail.js";
import { fenceStep, startStep, stopStep } from "./relay-steps.js";
import { isStalled } from "./stall.js";
import { pauseAfterRepeatedFailure } from "./start-budget.js";
import { note, since, type Turn, wakeWithin } from "./turn.js";

/** Makes one relay run: adopts what is healthy, restarts what is dead, replaces what cannot be trusted. */
export function ensureRelay(turn: Turn): Effect | null {
  if (turn.next.stream?.step !== "ready") return null;
  openRelay(turn);
  const { relay } = turn.next;
  if (relay === null || turn.next.phase === "failed") return null;
  if (relay.step === "started") judgeStarted(turn, relay);
  switch (turn.next.relay?.step) {
    case "fencing":
      return fenceStep(turn, turn.next.relay);
    case "starting":
      return startStep(turn, turn.next.relay);
    case "stopping":
      return stopStep(turn, turn.next.relay);
    default:
      return null;
  }
}

/** Begins, restarts or replaces where no relay is under way. */
function openRelay(turn: Turn): void {
  const { relay } = turn.next;
  if (relay !== null && relay.step !== "gone") return;
  if (publisherKeepsUsWaiting(turn)) return;
  if (relay === null) {
    beginRelay(turn, null, "the channel has none");
    return;
  }
  const reason = relay.stopReason ?? relay.lastError?.code ?? "it is gone";
  const keyRejected = relay.lastError?.code === "stream-key-rejected" || relay.lastError?.code === "fenced";
  if (!relay.proven || keyRejected) {
    beginRelay(turn, relay, reason);
  } else if (turn.next.starts.inRow > turn.policy.restartsBeforeReplacement) {
    beginRelay(turn, relay, `${reason}, and starting it again did not help`);
  } else {
    restartRelay(turn, relay, reason);
  }
}

function publisherKeepsUsWaiting(turn: Turn): boolean {
  const { relay, conditions } = turn.next;
  if (relay?.sourceExhausted) return true;
  return conditions.PublisherPresent.value === "false" && conditions.PublisherPresent.source === "rtc";
}

/** A started relay: foreign, dead, stalled, unneeded or healthy. */
function judgeStarted(turn: Turn, relay: RelayRecord): void {
  const { conditions } = turn.next;
  const capabilities = relayFacts(turn.facts, relay.provider);
  if (capabilities?.locality === "process" && relay.instanceId !== turn.facts.instanceId) {
    // It lived in a process that is not ours: its guard ends it, the fence makes that certain for viewers.
    bury(turn, relay, false, "the process that ran it is gone");
    return;
  }
  if (conditions.RelayRunning.value === "false" && conditions.RelayRunning.source === relay.provider) {
    bury(turn, relay, true, conditions.RelayRunning.reason);
    return;
  }
  if (conditions.PublisherPresent.value === "false") {
    const graceMs = turn.policy.absenceGraceSeconds * 1000;
    const absentMs = since(turn, conditions.PublisherPresent.since);
    if (absentMs >= graceMs) order(turn, relay, "the publisher has left");
    else wakeWithin(turn, graceMs - absentMs);
    return;
  }
  if (isStalled(turn)) order(turn, relay, "viewers get nothing new");
}

/** It is over without our order. */
function bury(turn: Turn, relay: RelayRecord, proven: boolean, reason: string): void {
  relay.step = "gone";
  relay.proven = proven;
  relay.stopReason = reason;
  note(turn, "decision", `The relay ${relay.provider} is gone: ${reason}.`, {
    provider: relay.provider,
    relayGeneration: relay.generation,
    relayAttempt: relay.attempt,
    proven,
    reason,
  });
  if (relay.lastError !== null && isFinal(relay.lastError)) refuseRelay(turn, relay.provider, relay.lastError);
  if (turn.next.phase === "failed") return;
  pauseAfterRepeatedFailure(turn);
  openRelay(turn);
}

function order(turn: Turn, relay: RelayRecord, reason: string): void {
  relay.step = "stopping";
  relay.stopReason = reason;
  note(turn, "decision", `The relay ${relay.provider} shall stop: ${reason}.`, {
    provider: relay.provider,
    relayGeneration: relay.generation,
    relayAttempt: relay.attempt,
    reason,
    playback: turn.next.conditions.PlaybackAdvancing.reason,
    ingest: turn.next.conditions.IngestReceiving.reason,
  });
}

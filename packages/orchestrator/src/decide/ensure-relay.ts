import type { RelayRecord } from "@hybrid-stream/spec";
import { beginRelay, restartRelay } from "./begin-relay.js";
import type { Effect } from "./effect.js";
import { relayFacts } from "./facts.js";
import { isFinal, refuseRelay } from "./fail.js";
import { fenceStep, startStep, stopStep } from "./relay-steps.js";
import { isStalled } from "./stall.js";
import { pauseAfterRepeatedFailure } from "./start-budget.js";
import { publisherLeft } from "./stop-reasons.js";
import { tombstoneOf } from "./tombstone.js";
import { isDue, iso, note, since, type Turn, wakeWithin } from "./turn.js";

/** Between two looks for a publisher whom only a started relay could see. Doubles from the first to the second. */
const idlePauseMs = 60_000;
const longestIdleMs = 900_000;

/** Makes one relay run: adopts what is healthy, restarts what is dead, replaces what cannot be trusted. */
export function ensureRelay(turn: Turn): Effect | null {
  if (turn.next.stream?.step !== "ready") return null;
  openRelay(turn);
  const { relay } = turn.next;
  if (relay === null || turn.next.phase === "failed") return null;
  if (relay.step === "starting") giveUpStarting(turn, relay);
  if (relay.step === "started") judgeStarted(turn, relay);
  switch (turn.next.relay?.step) {
    case "fencing":
      return fenceStep(turn, turn.next.relay);
    case "starting":
      return startStep(turn, turn.next.relay);
    case "stopping":
      return stopStep(turn.next.relay);
    default:
      return null;
  }
}

/** Begins, restarts or replaces where no relay is under way. */
function openRelay(turn: Turn): void {
  const { relay, starts, refusedProviders } = turn.next;
  if (relay !== null && relay.step !== "gone") return;
  if (publisherKeepsUsWaiting(turn)) return;
  if (relay === null) {
    beginRelay(turn, null, "the channel has none");
    return;
  }
  const reason = relay.stopReason ?? relay.lastError?.code ?? "it is gone";
  const keyRejected = relay.lastError?.code === "stream-key-rejected" || relay.lastError?.code === "fenced";
  const unusable = refusedProviders.includes(relay.provider) || !relayFacts(turn.facts, relay.provider);
  if (!relay.proven || keyRejected || unusable) {
    beginRelay(turn, relay, reason);
  } else if (starts.inRow > turn.policy.restartsBeforeReplacement) {
    beginRelay(turn, relay, `${reason}, and starting it again did not help`);
  } else {
    restartRelay(turn, relay, reason);
  }
}

function publisherKeepsUsWaiting(turn: Turn): boolean {
  const { relay, conditions, starts } = turn.next;
  if (relay?.sourceExhausted) return true;
  const { value, source } = conditions.PublisherPresent;
  if (relay?.stopReason !== publisherLeft) return value === "false" && source === "rtc";
  // Idled for want of a publisher: only one who is seen brings it back, or, where only a relay can see, a look.
  return turn.order.source.kind === "agora" && source === "rtc" ? value !== "true" : !isDue(turn, starts.notBefore);
}

/** A start that went wrong again and again leaves the field to the next relay. */
function giveUpStarting(turn: Turn, relay: RelayRecord): void {
  if (turn.next.starts.inRow <= turn.policy.restartsBeforeReplacement || relay.lastError === null) return;
  const unknown = relay.outcomeUnknown || relay.handle !== null;
  bury(turn, relay, !unknown, relay.lastError.code);
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
    // A relay that has just started could not have seen anybody yet.
    const absentMs = Math.min(since(turn, conditions.PublisherPresent.since), since(turn, relay.startedAt));
    if (absentMs < graceMs) {
      wakeWithin(turn, graceMs - absentMs);
      return;
    }
    const { starts } = turn.next;
    starts.pauseMs = Math.min(longestIdleMs, Math.max(idlePauseMs, starts.pauseMs * 2));
    starts.notBefore = iso(turn, starts.pauseMs);
    orderStop(turn, relay, publisherLeft);
    return;
  }
  if (isStalled(turn)) orderStop(turn, relay, "viewers get nothing new");
}

/** It is over without our order. */
function bury(turn: Turn, relay: RelayRecord, proven: boolean, reason: string): void {
  if (!proven) turn.next.tombstones.push(tombstoneOf(relay, iso(turn), iso(turn)));
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

function orderStop(turn: Turn, relay: RelayRecord, reason: string): void {
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

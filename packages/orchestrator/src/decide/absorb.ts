import type { ChannelOrder, ChannelState, JournalEntry, LiveStreamHandle, RelayHandle } from "@hybrid-stream/spec";
import type { Policy } from "../policy.js";

import { absorbFailure } from "./absorb-failure.js";
import { atLeast, isSameRelay, relayStopped } from "./absorb-stop.js";
import { forgetFormerAttempt } from "./conditions.js";
import type { Effect, Outcome } from "./effect.js";
import { type Facts, platformFacts, relayFacts } from "./facts.js";
import { noEvidence } from "./initial-state.js";
import { findStream } from "./streams.js";
import { iso, note, since, type Turn } from "./turn.js";

interface AbsorbInput {
  readonly order: ChannelOrder;
  readonly state: ChannelState;
  readonly effect: Effect;
  readonly outcome: Outcome;
  readonly facts: Facts;
  readonly policy: Policy;
  readonly now: Date;
  readonly random: number;
}

/** Takes the outcome of an effect into the state. Pure, like `decide`, which acts on it in the next turn. */
export function absorb(input: AbsorbInput): { state: ChannelState; journal: readonly JournalEntry[] } {
  const turn: Turn = {
    ...input,
    observations: {},
    next: structuredClone(input.state),
    journal: [],
    wakeInMs: Number.POSITIVE_INFINITY,
  };
  const { effect, outcome } = input;
  if (outcome.kind === "failed") absorbFailure(turn, effect, outcome.error);
  else absorbSuccess(turn, effect, outcome);
  return { state: turn.next, journal: turn.journal };
}

function absorbSuccess(turn: Turn, effect: Effect, outcome: Exclude<Outcome, { kind: "failed" }>): void {
  if (effect.kind === "create-stream" && outcome.kind === "stream-created") {
    const stream = findStream(turn.next, effect);
    if (stream === undefined) return;
    stream.handle = outcome.stream.handle;
    stream.outcomeUnknown = false;
    stream.continuityWindowSeconds = outcome.stream.continuityWindowSeconds;
    stream.sessionHoldSeconds = outcome.stream.sessionHoldSeconds;
    stream.failures = 0;
    stream.retryAt = null;
    if (stream.step === "creating") stream.step = "ready";
    if (stream === turn.next.stream) {
      turn.next.playbackVersion += 1;
      turn.next.playback = { ...noEvidence };
    }
    note(turn, "outcome", `${effect.platform} has the live stream.`, { platform: effect.platform });
  } else if (effect.kind === "find-stream" && outcome.kind === "stream-found") {
    streamFound(turn, effect, outcome.handle);
  } else if (effect.kind === "find-relay" && outcome.kind === "relay-found") {
    relayFound(turn, effect, outcome.handle);
  } else if (effect.kind === "rotate-key" && outcome.kind === "key-rotated") {
    const { relay, stream } = turn.next;
    if (stream !== null) {
      stream.keyId = outcome.keyId;
      stream.keyShared = false;
    }
    if (relay?.step === "fencing") relay.step = "starting";
    const delayMs = (platformFacts(turn.facts, effect.platform)?.fenceDelaySeconds ?? 0) * 1000;
    turn.next.starts.notBefore = delayMs > 0 ? iso(turn, delayMs) : null;
    note(turn, "outcome", "The stream key was rotated: whoever held the old one is shut out.", {
      platform: effect.platform,
      keyId: outcome.keyId,
    });
  } else if (effect.kind === "start-relay" && outcome.kind === "relay-started") {
    relayStarted(turn, effect, outcome);
  } else if (effect.kind === "stop-relay" && outcome.kind === "relay-stopped") {
    relayStopped(turn, effect, outcome.receipt.outcome === "proven", outcome.receipt.provableAfterMs);
  } else if (effect.kind === "end-stream" && outcome.kind === "stream-ended") {
    const stream = findStream(turn.next, effect);
    if (stream === undefined) return;
    stream.viewersOff ||= outcome.receipt.viewersOff;
    stream.failures = 0;
    stream.retryAt = iso(turn, atLeast(1000, outcome.receipt.retryAfterMs));
    if (outcome.receipt.state === "ended") {
      stream.step = "ended";
      stream.kept = effect.end.disposition === "reuse";
      if (stream === turn.next.stream) turn.next.playbackVersion += 1;
    }
    note(turn, "outcome", `${effect.platform}: the live stream is ${outcome.receipt.state}.`, {
      platform: effect.platform,
      viewersOff: stream.viewersOff,
    });
  }
}

function relayStarted(
  turn: Turn,
  effect: Extract<Effect, { kind: "start-relay" }>,
  outcome: Extract<Outcome, { kind: "relay-started" }>,
): void {
  const { relay, stream, playback } = turn.next;
  if (relay === null || !isSameRelay(relay, effect)) return;
  relay.step = "started";
  relay.outcomeUnknown = false;
  relay.lastError = null;
  relay.handle = outcome.handle;
  relay.keyId = outcome.keyId;
  relay.startedAt = turn.now.toISOString();
  if (stream !== null) stream.keyId = outcome.keyId;
  // What the former attempt brought is no proof for this one.
  turn.next.playback = {
    ...playback,
    advancedAt: null,
    sawNothing: playback.lastSegment === null,
    observedFrom: turn.now.toISOString(),
    connectUntil: iso(turn, turn.policy.connectSeconds * 1000),
    lateSince: null,
  };
  turn.next.starts.notBefore = null;
  forgetFormerAttempt(turn);
  note(turn, "outcome", `The relay ${effect.provider} is started.`, {
    provider: effect.provider,
    relayGeneration: effect.generation,
    relayAttempt: effect.attempt,
  });
}

function streamFound(
  turn: Turn,
  effect: { platform: string; incarnation: number },
  handle: LiveStreamHandle | null,
): void {
  const stream = findStream(turn.next, effect);
  if (stream === undefined) return;
  if (handle !== null) {
    stream.handle = handle;
    stream.retryAt = null;
    return;
  }
  // A request that was still on its way may yet arrive: only the second look in vain counts.
  stream.failures += 1;
  if (stream.failures >= 2) {
    stream.step = "ended";
    stream.viewersOff = true;
  } else stream.retryAt = iso(turn, 10_000);
}

function relayFound(turn: Turn, effect: Extract<Effect, { kind: "find-relay" }>, handle: RelayHandle | null): void {
  const tombstone = turn.next.tombstones.find((other) => isSameRelay(other, effect));
  if (tombstone === undefined) return;
  tombstone.handle = handle;
  const proofMs = (relayFacts(turn.facts, effect.provider)?.absenceProofSeconds ?? 0) * 1000 + 10_000;
  const goneForGood = handle === null && since(turn, tombstone.since) >= proofMs;
  if (goneForGood) turn.next.tombstones = turn.next.tombstones.filter((other) => other !== tombstone);
  else tombstone.lookAgainAt = iso(turn, handle === null ? 5000 : 0);
}

import type { ChannelOrder, ChannelState, ErrorSummary, JournalEntry, StreamState } from "@hybrid-stream/spec";
import type { Policy } from "../policy.js";
import { tombstoneOf } from "./begin-relay.js";
import { forgetFormerAttempt } from "./conditions.js";
import type { Effect, Outcome } from "./effect.js";
import type { Facts } from "./facts.js";
import { platformFacts } from "./facts.js";
import { isFinal, refusePlatform, refuseRelay } from "./fail.js";
import { noEvidence } from "./initial-state.js";
import { pauseAfterRepeatedFailure, pauseBeforeStart } from "./start-budget.js";
import { iso, note, type Turn } from "./turn.js";

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

function streamOf(turn: Turn, effect: { platform: string; incarnation?: number }): StreamState | undefined {
  const all = turn.next.stream === null ? turn.next.formerStreams : [turn.next.stream, ...turn.next.formerStreams];
  return all.find(
    (stream) =>
      stream.platform === effect.platform &&
      (effect.incarnation === undefined || stream.incarnation === effect.incarnation),
  );
}

function absorbSuccess(turn: Turn, effect: Effect, outcome: Exclude<Outcome, { kind: "failed" }>): void {
  if (effect.kind === "create-stream" && outcome.kind === "stream-created") {
    const stream = streamOf(turn, effect);
    if (stream === undefined) return;
    stream.handle = outcome.stream.handle;
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
    const stream = streamOf(turn, effect);
    if (stream === undefined) return;
    stream.viewersOff ||= outcome.receipt.viewersOff;
    stream.failures = 0;
    stream.retryAt = iso(turn, outcome.receipt.retryAfterMs);
    if (outcome.receipt.state === "ended") {
      stream.step = "ended";
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
  if (relay === null || relay.generation !== effect.generation || relay.attempt !== effect.attempt) return;
  relay.step = "started";
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
  };
  turn.next.starts.notBefore = null;
  forgetFormerAttempt(turn);
  note(turn, "outcome", `The relay ${effect.provider} is started.`, {
    provider: effect.provider,
    relayGeneration: effect.generation,
    relayAttempt: effect.attempt,
  });
}

function relayStopped(
  turn: Turn,
  effect: Extract<Effect, { kind: "stop-relay" }>,
  proven: boolean,
  provableAfterMs: number,
): void {
  const isEffects = (relay: { generation: number; attempt: number; provider: string }): boolean =>
    relay.provider === effect.provider && relay.generation === effect.generation && relay.attempt === effect.attempt;
  const { relay } = turn.next;
  const lookAgainAt = iso(turn, Math.max(1000, provableAfterMs));
  const tombstone = turn.next.tombstones.find(isEffects);
  if (tombstone !== undefined) {
    tombstone.lookAgainAt = lookAgainAt;
    if (proven) turn.next.tombstones = turn.next.tombstones.filter((other) => other !== tombstone);
  } else if (relay !== null && isEffects(relay) && relay.step !== "gone") {
    if (!proven) turn.next.tombstones.push(tombstoneOf(turn, relay, lookAgainAt));
    relay.step = "gone";
    relay.proven = proven;
    pauseAfterRepeatedFailure(turn);
  }
  note(
    turn,
    "outcome",
    proven ? `The relay ${effect.provider} is gone.` : `The relay ${effect.provider} was told to stop.`,
    {
      provider: effect.provider,
      relayGeneration: effect.generation,
      relayAttempt: effect.attempt,
      proven,
    },
  );
}

function absorbFailure(turn: Turn, effect: Effect, error: ErrorSummary): void {
  note(turn, "outcome", `${effect.kind} failed: ${error.message}`, {
    effect: effect.kind,
    code: error.code,
    retry: error.retry,
    requestId: error.requestId ?? null,
  });
  switch (effect.kind) {
    case "create-stream":
      streamRefused(turn, effect, error);
      break;
    case "end-stream":
      retryStream(turn, streamOf(turn, effect), error);
      break;
    case "rotate-key":
      pauseBeforeStart(turn, error.retryAfterMs);
      break;
    case "start-relay":
      relayRefused(turn, effect, error);
      break;
    case "stop-relay":
      // Told or not, it may still run: from now on it is looked at again, and only a fenced relay may follow.
      relayStopped(turn, effect, false, error.retryAfterMs ?? 5000);
  }
}

function retryStream(turn: Turn, stream: StreamState | undefined, error: ErrorSummary): void {
  if (stream === undefined) return;
  stream.failures += 1;
  const pauseMs = Math.min(60_000, 1000 * 2 ** Math.min(stream.failures - 1, 6)) * (0.5 + turn.random / 2);
  stream.retryAt = iso(turn, Math.max(pauseMs, error.retryAfterMs ?? 0));
}

function streamRefused(turn: Turn, effect: Extract<Effect, { kind: "create-stream" }>, error: ErrorSummary): void {
  const stream = streamOf(turn, effect);
  if (stream === undefined) return;
  if (!isFinal(error)) {
    retryStream(turn, stream, error);
    return;
  }
  // A refusal for good: nothing was created.
  stream.step = "ended";
  stream.viewersOff = true;
  if (stream !== turn.next.stream || turn.order.desired === "ended") return;
  refusePlatform(turn, effect.platform, error);
}

function relayRefused(turn: Turn, effect: Extract<Effect, { kind: "start-relay" }>, error: ErrorSummary): void {
  const { relay } = turn.next;
  if (relay === null || relay.generation !== effect.generation || relay.attempt !== effect.attempt) return;
  relay.lastError = error;
  if (isFinal(error)) {
    relay.step = "gone";
    relay.proven = true;
    if (turn.order.desired === "live") refuseRelay(turn, effect.provider, error);
    return;
  }
  if (error.code === "fenced") {
    // The key is not the one that we know: another publisher may hold it, so it is shut out before we start.
    relay.step = "gone";
    relay.proven = false;
  }
  pauseBeforeStart(turn, error.retryAfterMs);
}

import type { ErrorSummary, StreamState } from "@hybrid-stream/spec";
import { atLeast, isSameRelay, relayStopped } from "./absorb-stop.js";
import type { Effect } from "./effect.js";
import { canFind, platformFacts } from "./facts.js";
import { isFinal, refusePlatform, refuseRelay } from "./fail.js";
import { leftOver } from "./initial-state.js";
import { pauseBeforeStart } from "./start-budget.js";
import { findStream, newStream } from "./streams.js";
import { tombstoneOf } from "./tombstone.js";
import { iso, note, type Turn } from "./turn.js";

/** Takes a failed effect into the state. Whether it may have happened all the same is what decides. */
export function absorbFailure(turn: Turn, effect: Effect, error: ErrorSummary): void {
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
    case "find-stream":
    case "end-stream":
      retryStream(turn, findStream(turn.next, effect), error);
      break;
    case "rotate-key":
      if (isFinal(error)) refusePlatform(turn, effect.platform, error);
      else pauseBeforeStart(turn, error.retryAfterMs);
      break;
    case "start-relay":
      relayRefused(turn, effect, error);
      break;
    case "stop-relay":
      // Told or not, it may still run: from now on it is looked at again, and only a fenced relay may follow.
      relayStopped(turn, effect, false, error.retryAfterMs ?? 5000);
      break;
    case "find-relay":
  }
}

function retryStream(turn: Turn, stream: StreamState | undefined, error: ErrorSummary): void {
  if (stream === undefined) return;
  stream.failures += 1;
  const pauseMs = Math.min(60_000, 1000 * 2 ** Math.min(stream.failures, 6)) * (0.5 + turn.random / 2);
  stream.retryAt = iso(turn, atLeast(pauseMs, error.retryAfterMs ?? 0));
}

function streamRefused(turn: Turn, effect: Extract<Effect, { kind: "create-stream" }>, error: ErrorSummary): void {
  const stream = findStream(turn.next, effect);
  if (stream === undefined) return;
  if (error.retry === "after-verify") stream.outcomeUnknown = true;
  const current = stream === turn.next.stream && turn.order.desired === "live";
  if (!isFinal(error)) {
    retryStream(turn, stream, error);
    // The vendor has used this number up: what it made of it is ended, and the next number tried.
    if (error.code === "conflict" && current) nextIncarnation(turn, stream);
    return;
  }
  const mayExist = stream.outcomeUnknown || stream.handle !== null;
  if (mayExist && current) {
    turn.next.formerStreams.push(leftOver(stream));
    turn.next.stream = null;
  } else if (mayExist && canFind(turn.facts.platforms, effect.platform)) {
    retryStream(turn, stream, error);
  } else {
    stream.step = "ended";
    stream.viewersOff = true;
  }
  if (current) refusePlatform(turn, effect.platform, error);
}

function nextIncarnation(turn: Turn, stream: StreamState): void {
  if (stream.outcomeUnknown) turn.next.formerStreams.push(leftOver(stream));
  turn.next.counters.streamIncarnation += 1;
  const { platform, retryAt, failures } = stream;
  turn.next.stream = {
    ...newStream(turn.order, { platform, incarnation: turn.next.counters.streamIncarnation }),
    retryAt,
    failures,
  };
}

function relayRefused(turn: Turn, effect: Extract<Effect, { kind: "start-relay" }>, error: ErrorSummary): void {
  const { relay, stream } = turn.next;
  if (relay === null || !isSameRelay(relay, effect)) return;
  if (stream !== null && error.provider === stream.platform) {
    // The platform did not give its key: the relay was not asked.
    relay.requested = relay.outcomeUnknown || relay.handle !== null;
    if (isFinal(error)) refusePlatform(turn, stream.platform, error);
    else pauseBeforeStart(turn, error.retryAfterMs);
    return;
  }
  relay.lastError = error;
  turn.next.relayError = error;
  if (error.retry === "after-verify") relay.outcomeUnknown = true;
  const mayRun = relay.outcomeUnknown || relay.handle !== null;
  // Refused before anything happened: the same start may be asked for again.
  if (!mayRun) relay.requested = false;
  if (isFinal(error) || error.code === "fenced") {
    // A key that is not the one that we know may be in other hands, so those are shut out before we start.
    if (mayRun) turn.next.tombstones.push(tombstoneOf(relay, iso(turn), iso(turn)));
    relay.step = "gone";
    relay.proven = !mayRun && error.code !== "fenced";
    if (error.code === "fenced" && stream !== null && platformFacts(turn.facts, stream.platform)?.fence !== "rotate") {
      stream.keyId = null;
    }
    if (isFinal(error) && turn.order.desired === "live") refuseRelay(turn, effect.provider, error);
  }
  pauseBeforeStart(turn, error.retryAfterMs);
}

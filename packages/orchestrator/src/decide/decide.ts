import type { ChannelState, JournalEntry } from "@hybrid-stream/spec";
import { cleanUp } from "./clean-up.js";
import { judgeConditions } from "./conditions.js";
import { drain, takeDownRelay } from "./drain.js";
import type { Effect } from "./effect.js";
import { ensureRelay } from "./ensure-relay.js";
import { ensureStream } from "./ensure-stream.js";
import { openSession } from "./initial-state.js";
import { absorbFigures } from "./measures.js";
import { isDown, judgePhase } from "./phase.js";
import { absorbProbe } from "./playback-evidence.js";
import { forgiveStarts } from "./start-budget.js";
import type { DecideInput, Turn } from "./turn.js";
import { scheduleWake } from "./wake.js";

/** What one turn decided. */
export interface Decision {
  readonly state: ChannelState;
  /** To be performed after `state` is saved: the intent is stored before the effect. */
  readonly effect: Effect | null;
  readonly journal: readonly JournalEntry[];
  /** Look again after this; `Infinity`: only when called. Milliseconds. */
  readonly wakeInMs: number;
}

/**
 * The product's judgement: from the order, what is known and what was seen, to the next state and at most one effect.
 * Pure: it reads no clock, draws no random number and does no I/O.
 */
export function decide(input: DecideInput): Decision {
  const turn = openTurn(input);
  absorbFigures(turn);
  absorbProbe(turn, input.observations.playback);
  judgeConditions(turn);
  forgiveStarts(turn);
  const effect = pursue(turn);
  judgePhase(turn);
  turn.next.settled = isOver(turn) && isDown(turn);
  if (!turn.next.settled) scheduleWake(turn);
  return { state: turn.next, effect, journal: turn.journal, wakeInMs: turn.wakeInMs };
}

function openTurn(input: DecideInput): Turn {
  const sameSession = input.state !== null && input.state.session === input.order.session;
  const next = sameSession ? structuredClone(input.state) : openSession(input.order, input.state, input.now);
  next.handledRevision = input.order.orderRevision;
  return { ...input, next, journal: [], wakeInMs: Number.POSITIVE_INFINITY };
}

function isOver(turn: Turn): boolean {
  return turn.order.desired === "ended" || turn.next.phase === "failed";
}

function pursue(turn: Turn): Effect | null {
  if (isOver(turn)) return drain(turn);
  const wanted = turn.order.mode === "agora-only" ? drain(turn) : carry(turn);
  // What was pursued may just have failed for good: then it is taken down.
  if (isOver(turn)) return drain(turn);
  return wanted ?? cleanUp(turn);
}

function carry(turn: Turn): Effect | null {
  const creating = ensureStream(turn);
  if (creating !== null || isOver(turn)) return creating;
  if (turn.order.mode === "hybrid") return ensureRelay(turn);
  // The seller's encoder gets the key from the host.
  if (turn.next.stream !== null) turn.next.stream.keyShared = true;
  const stopping = takeDownRelay(turn);
  // Whoever holds the key next is not the relay of before: the way back leads over a fence.
  if (turn.next.relay?.step === "gone") turn.next.relay = null;
  return stopping;
}

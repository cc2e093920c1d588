import type { ChannelOrder, ChannelState, JournalEntry, JsonObject } from "@hybrid-stream/spec";
import type { Policy } from "../policy.js";
import type { Facts } from "./facts.js";
import type { Observations } from "./observations.js";

/** Everything one decision is made from. */
export interface DecideInput {
  readonly order: ChannelOrder;
  /** `null` before the first turn. */
  readonly state: ChannelState | null;
  readonly observations: Observations;
  readonly facts: Facts;
  readonly policy: Policy;
  readonly now: Date;
  /** In [0, 1), for the jitter: `decide` itself draws nothing. */
  readonly random: number;
}

/** The working copy of a decision: `next` is written to, all else is read. */
export interface Turn extends DecideInput {
  readonly next: ChannelState;
  readonly journal: JournalEntry[];
  /** The soonest wake that somebody asked for. Milliseconds from now. */
  wakeInMs: number;
}

export function iso(turn: { readonly now: Date }, afterMs = 0): string {
  return new Date(turn.now.getTime() + afterMs).toISOString();
}

/** Milliseconds since `at`; `Infinity` for never. */
export function since(turn: { readonly now: Date }, at: string | null): number {
  return at === null ? Number.POSITIVE_INFINITY : turn.now.getTime() - Date.parse(at);
}

/** Whether the moment `at` has come (`null`: it always has). If not, asks to be woken then. */
export function isDue(turn: Turn, at: string | null): boolean {
  if (at === null) return true;
  const inMs = Date.parse(at) - turn.now.getTime();
  if (inMs <= 0) return true;
  wakeWithin(turn, inMs);
  return false;
}

export function wakeWithin(turn: Turn, milliseconds: number): void {
  turn.wakeInMs = Math.min(turn.wakeInMs, milliseconds);
}

export function note(turn: Turn, kind: JournalEntry["kind"], message: string, data: JsonObject = {}): void {
  turn.journal.push({
    channelId: turn.order.channelId,
    session: turn.order.session,
    at: turn.now.toISOString(),
    kind,
    message,
    data,
  });
}

import type { Effect } from "./effect.js";
import { pauseAfterRepeatedFailure } from "./start-budget.js";
import { publisherLeft } from "./stop-reasons.js";
import { tombstoneOf } from "./tombstone.js";
import { iso, note, type Turn } from "./turn.js";

/** A relay was told to stop: proven gone, or looked at again until it is. */
export function relayStopped(
  turn: Turn,
  effect: Extract<Effect, { kind: "stop-relay" }>,
  proven: boolean,
  provableAfterMs: number,
): void {
  const { relay } = turn.next;
  const lookAgainAt = iso(turn, atLeast(1000, provableAfterMs));
  const tombstone = turn.next.tombstones.find((other) => isSameRelay(other, effect));
  if (tombstone !== undefined) {
    // An old one is looked at less and less often, whatever its vendor promises.
    if (tombstone.lookAgainAt < lookAgainAt) tombstone.lookAgainAt = lookAgainAt;
    if (proven) turn.next.tombstones = turn.next.tombstones.filter((other) => other !== tombstone);
  } else if (relay !== null && isSameRelay(relay, effect) && relay.step !== "gone") {
    if (!proven) turn.next.tombstones.push(tombstoneOf(relay, iso(turn), lookAgainAt));
    relay.step = "gone";
    relay.proven = proven;
    // Idling has set its own, longer pause.
    if (relay.stopReason !== publisherLeft) pauseAfterRepeatedFailure(turn);
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

/** Whether two have the same numbers. */
export function isSameRelay(
  relay: { readonly provider: string; readonly generation: number; readonly attempt: number },
  other: { readonly provider: string; readonly generation: number; readonly attempt: number },
): boolean {
  return relay.provider === other.provider && relay.generation === other.generation && relay.attempt === other.attempt;
}

/** A pause that a vendor proposes, within reason. Milliseconds. */
export function atLeast(minMs: number, proposedMs: number): number {
  return Number.isFinite(proposedMs) ? Math.min(3_600_000, Math.max(minMs, proposedMs)) : minMs;
}

import { tombstoneOf } from "./begin-relay.js";
import { cleanUp, endStep } from "./clean-up.js";
import type { Effect } from "./effect.js";
import { relayFacts } from "./facts.js";
import { stopStep } from "./relay-steps.js";
import { isDue, type Turn } from "./turn.js";

/** Takes everything down: the relay first, so that its end is clean, then the stream, then what is left over. */
export function drain(turn: Turn): Effect | null {
  const stopping = takeDownRelay(turn);
  if (stopping !== null) return stopping;
  const relayOver = turn.next.relay === null || turn.next.relay.step === "gone";
  if (relayOver && turn.next.stream !== null) {
    const ending = endStep(turn, turn.next.stream);
    if (ending !== null) return ending;
  }
  return cleanUp(turn);
}

/** Stops the relay whatever is known of it. `null`: nothing to do now, or it is over. */
export function takeDownRelay(turn: Turn): Effect | null {
  const { relay } = turn.next;
  if (relay === null || relay.step === "gone") return null;
  const capabilities = relayFacts(turn.facts, relay.provider);
  const elsewhere = capabilities?.locality === "process" && relay.instanceId !== turn.facts.instanceId;
  if (!relay.requested || capabilities === undefined || elsewhere) {
    relay.step = "gone";
    relay.proven = !relay.requested;
    return null;
  }
  if (relay.handle !== null) {
    if (relay.step !== "stopping") {
      relay.step = "stopping";
      relay.stopReason = turn.order.desired === "ended" ? "the channel ends" : "it is not needed";
    }
    return stopStep(turn, relay);
  }
  // The answer to its start was lost.
  if (capabilities.locality === "process") {
    // A start inside this process either answered or left nothing.
    relay.step = "gone";
    relay.proven = true;
    return null;
  }
  if (capabilities.idempotentStart) {
    if (!isDue(turn, turn.next.starts.notBefore)) return null;
    return { kind: "start-relay", provider: relay.provider, generation: relay.generation, attempt: relay.attempt };
  }
  turn.next.tombstones.push(tombstoneOf(turn, relay, turn.now.toISOString()));
  relay.step = "gone";
  relay.proven = false;
  return null;
}

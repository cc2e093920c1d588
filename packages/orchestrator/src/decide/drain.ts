import type { RelayRecord } from "@hybrid-stream/spec";
import { cleanUp, endStep } from "./clean-up.js";
import type { Effect } from "./effect.js";
import { relayFacts } from "./facts.js";
import { stopStep } from "./relay-steps.js";
import { tombstoneOf } from "./tombstone.js";
import { iso, type Turn } from "./turn.js";

/** Takes everything down: the relay first, so that its end is clean, then the stream, then what is left over. */
export function drain(turn: Turn): Effect | null {
  const stopping = takeDownRelay(turn);
  if (stopping !== null) return stopping;
  const ending = turn.next.stream === null ? null : endStep(turn, turn.next.stream, turn.order.end.disposition);
  return ending ?? cleanUp(turn);
}

/** Stops the relay whatever is known of it. `null`: nothing to do now, or it is over. */
export function takeDownRelay(turn: Turn): Effect | null {
  const { relay } = turn.next;
  if (relay === null || relay.step === "gone") return null;
  if (!relay.requested) {
    relay.step = "gone";
    relay.proven = true;
    return null;
  }
  const capabilities = relayFacts(turn.facts, relay.provider);
  const elsewhere = capabilities?.locality === "process" && relay.instanceId !== turn.facts.instanceId;
  if (relay.handle !== null && capabilities !== undefined && !elsewhere) {
    if (relay.step !== "stopping") {
      relay.step = "stopping";
      relay.stopReason = turn.order.desired === "ended" ? "the channel ends" : "it is not needed";
    }
    return stopStep(relay);
  }
  // A start inside this process either answered or left nothing; anything else is looked for beside the way down.
  if (capabilities?.locality === "process" && !elsewhere) giveUp(relay, true);
  else {
    turn.next.tombstones.push(tombstoneOf(relay, iso(turn), iso(turn)));
    giveUp(relay, false);
  }
  return null;
}

function giveUp(relay: RelayRecord, proven: boolean): void {
  relay.step = "gone";
  relay.proven = proven;
}

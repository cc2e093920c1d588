import type { RelayRecord } from "@hybrid-stream/spec";
import type { Effect } from "./effect.js";
import { platformFacts, relayFacts } from "./facts.js";
import { mayStart, spendStart } from "./start-budget.js";
import { tombstoneOf } from "./tombstone.js";
import { isDue, iso, type Turn, wakeWithin } from "./turn.js";

/** Shuts the former publisher out, in the way that the platform has. */
export function fenceStep(turn: Turn, relay: RelayRecord): Effect | null {
  const { stream, tombstones } = turn.next;
  if (stream?.handle == null || !isDue(turn, turn.next.starts.notBefore)) return null;
  if (platformFacts(turn.facts, stream.platform)?.fence === "rotate") {
    return { kind: "rotate-key", platform: stream.platform, handle: stream.handle };
  }
  // Without a fence only the proven end of the former relay makes room.
  if (tombstones.length > 0) {
    wakeWithin(turn, 1000);
    return null;
  }
  relay.step = "starting";
  return startStep(turn, relay);
}

export function startStep(turn: Turn, relay: RelayRecord): Effect | null {
  const capabilities = relayFacts(turn.facts, relay.provider);
  const elsewhere = capabilities?.locality === "process" && relay.instanceId !== turn.facts.instanceId;
  const repeatable = capabilities?.idempotentStart === true && !elsewhere;
  if (relay.requested && !repeatable) {
    // What became of the first request is not known, and a second one could make a second relay.
    turn.next.tombstones.push(tombstoneOf(relay, iso(turn), iso(turn)));
    relay.step = "gone";
    relay.proven = false;
    wakeWithin(turn, 0);
    return null;
  }
  if (!mayStart(turn)) return null;
  spendStart(turn);
  relay.requested = true;
  if (turn.next.stream !== null) turn.next.stream.keyShared = true;
  relay.instanceId = turn.facts.instanceId;
  return { kind: "start-relay", provider: relay.provider, generation: relay.generation, attempt: relay.attempt };
}

export function stopStep(relay: RelayRecord): Effect | null {
  const { provider, generation, attempt, handle } = relay;
  return handle === null ? null : { kind: "stop-relay", provider, generation, attempt, handle };
}

import type { RelayRecord } from "@hybrid-stream/spec";
import type { Effect } from "./effect.js";
import { platformFacts } from "./facts.js";
import { isDue, type Turn, wakeWithin } from "./turn.js";

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
  if (!isDue(turn, turn.next.starts.notBefore)) return null;
  relay.requested = true;
  if (turn.next.stream !== null) turn.next.stream.keyShared = true;
  relay.instanceId = turn.facts.instanceId;
  return { kind: "start-relay", provider: relay.provider, generation: relay.generation, attempt: relay.attempt };
}

export function stopStep(_turn: Turn, relay: RelayRecord): Effect | null {
  if (relay.handle === null) return null;
  return {
    kind: "stop-relay",
    provider: relay.provider,
    generation: relay.generation,
    attempt: relay.attempt,
    handle: relay.handle,
  };
}

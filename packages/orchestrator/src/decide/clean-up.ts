import type { StreamState } from "@hybrid-stream/spec";
import type { Effect } from "./effect.js";
import { platformFacts, relayFacts } from "./facts.js";
import { isDue, iso, note, type Turn } from "./turn.js";

/** Looks again at relays that are not proven gone, and goes on ending streams of former incarnations. */
export function cleanUp(turn: Turn): Effect | null {
  return lookAtTombstones(turn) ?? endFormerStreams(turn);
}

function lookAtTombstones(turn: Turn): Effect | null {
  turn.next.tombstones = turn.next.tombstones.filter((tombstone) => {
    const capabilities = relayFacts(turn.facts, tombstone.provider);
    // A relay inside another process cannot be asked from here; its guard ends it with that process.
    const elsewhere = capabilities?.locality === "process" && tombstone.instanceId !== turn.facts.instanceId;
    // Without a handle there is nothing to ask for: time alone proves.
    const provenAt = Date.parse(tombstone.since) + (capabilities?.absenceProofSeconds ?? 0) * 1000 + 30_000;
    const outlived = tombstone.handle === null && provenAt <= turn.now.getTime();
    if (!elsewhere && !outlived) return true;
    note(turn, "decision", `The former relay ${tombstone.provider} is taken as gone.`, {
      provider: tombstone.provider,
      relayGeneration: tombstone.generation,
      relayAttempt: tombstone.attempt,
    });
    return false;
  });
  for (const tombstone of turn.next.tombstones) {
    if (tombstone.handle === null || !isDue(turn, tombstone.lookAgainAt)) continue;
    tombstone.lookAgainAt = iso(turn, 5000);
    return {
      kind: "stop-relay",
      provider: tombstone.provider,
      generation: tombstone.generation,
      attempt: tombstone.attempt,
      handle: tombstone.handle,
    };
  }
  return null;
}

function endFormerStreams(turn: Turn): Effect | null {
  turn.next.formerStreams = turn.next.formerStreams.filter((stream) => stream.step !== "ended");
  for (const stream of turn.next.formerStreams) {
    const effect = endStep(turn, stream);
    if (effect !== null) return effect;
  }
  return null;
}

/** One step towards the end of a stream, whatever is known of it. */
export function endStep(turn: Turn, stream: StreamState): Effect | null {
  if (stream.step === "ended") return null;
  if (stream.step === "creating" && !stream.requested) {
    stream.step = "ended";
    stream.viewersOff = true;
    return null;
  }
  if (platformFacts(turn.facts, stream.platform) === undefined) return null;
  if (!isDue(turn, stream.retryAt)) return null;
  if (stream.handle === null) {
    // The outcome of its creation is unknown: asking again with the same number tells, and then it can be ended.
    return { kind: "create-stream", platform: stream.platform, incarnation: stream.incarnation };
  }
  stream.step = "ending";
  return {
    kind: "end-stream",
    platform: stream.platform,
    incarnation: stream.incarnation,
    handle: stream.handle,
  };
}

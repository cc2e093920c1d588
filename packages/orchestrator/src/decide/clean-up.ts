import type { StreamState, Tombstone } from "@hybrid-stream/spec";
import type { Effect } from "./effect.js";
import { canFind, platformFacts, relayFacts } from "./facts.js";
import { isDue, iso, note, since, type Turn, wakeWithin } from "./turn.js";

const dayMs = 24 * 3600 * 1000;

/** Looks again at relays that are not proven gone, and goes on ending streams of former incarnations. */
export function cleanUp(turn: Turn): Effect | null {
  return lookAtTombstones(turn) ?? endFormerStreams(turn);
}

function lookAtTombstones(turn: Turn): Effect | null {
  turn.next.tombstones = turn.next.tombstones.filter((tombstone) => {
    if (!isOutlived(turn, tombstone)) return true;
    note(turn, "decision", `The former relay ${tombstone.provider} is taken as gone.`, numbersOf(tombstone));
    return false;
  });
  for (const tombstone of turn.next.tombstones) {
    if (!isDue(turn, tombstone.lookAgainAt)) continue;
    // Seldom when it has taken long already; what its stop answers may set a sooner time.
    tombstone.lookAgainAt = iso(turn, Math.min(60_000, Math.max(5000, since(turn, tombstone.since) / 4)));
    const effect = lookAt(turn, tombstone);
    if (effect !== null) return effect;
    wakeWithin(turn, 60_000);
  }
  return null;
}

/** Whether time or place alone proves that a relay is gone. */
function isOutlived(turn: Turn, tombstone: Tombstone): boolean {
  const capabilities = relayFacts(turn.facts, tombstone.provider);
  if (capabilities === undefined) return false;
  // A relay inside another process cannot be asked from here; its guard ends it with that process.
  if (capabilities.locality === "process" && tombstone.instanceId !== turn.facts.instanceId) return true;
  if (tombstone.handle !== null || canFind(turn.facts.relays, tombstone.provider)) return false;
  // Nobody can name it: only the longest time that it can run bounds it.
  const longestMs = capabilities.maxSessionSeconds === null ? dayMs : capabilities.maxSessionSeconds * 1000;
  return since(turn, tombstone.since) > longestMs + capabilities.absenceProofSeconds * 1000;
}

function lookAt(turn: Turn, tombstone: Tombstone): Effect | null {
  // A provider that is not configured here cannot be asked; another process may know it.
  if (relayFacts(turn.facts, tombstone.provider) === undefined) return null;
  const { provider, generation, attempt, handle } = tombstone;
  if (handle !== null) return { kind: "stop-relay", provider, generation, attempt, handle };
  if (!canFind(turn.facts.relays, provider)) return null;
  return { kind: "find-relay", provider, generation, attempt };
}

function numbersOf({ provider, generation, attempt }: Tombstone) {
  return { provider, relayGeneration: generation, relayAttempt: attempt };
}

function endFormerStreams(turn: Turn): Effect | null {
  turn.next.formerStreams = turn.next.formerStreams.filter((stream) => stream.step !== "ended");
  for (const stream of turn.next.formerStreams) {
    // Nobody uses it again: what is kept for reuse is the current one alone.
    const effect = endStep(turn, stream, "retire");
    if (effect !== null) return effect;
  }
  return null;
}

/** One step towards the end of a stream, whatever is known of it. */
export function endStep(turn: Turn, stream: StreamState, disposition: "reuse" | "retire"): Effect | null {
  if (stream.step === "ended") return null;
  if (stream.step === "creating" && !stream.requested) {
    stream.step = "ended";
    stream.viewersOff = true;
    return null;
  }
  const { platform, incarnation, handle } = stream;
  if (platformFacts(turn.facts, platform) === undefined) {
    wakeWithin(turn, 60_000);
    return null;
  }
  if (!isDue(turn, stream.retryAt)) return null;
  if (handle === null) {
    // Its creation was asked for and the answer lost. Without a look-up the same request again is the only question.
    const kind = canFind(turn.facts.platforms, platform) ? "find-stream" : "create-stream";
    return { kind, platform, incarnation };
  }
  stream.step = "ending";
  const { recording } = turn.order.end;
  return { kind: "end-stream", platform, incarnation, handle, end: { disposition, recording } };
}

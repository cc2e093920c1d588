import type { RelayRecord } from "@hybrid-stream/spec";
import { platformFacts, relayFacts } from "./facts.js";
import { failChannel } from "./fail.js";
import { note, type Turn } from "./turn.js";

/** The same relay again, after its proven death: a new attempt, no fence. */
export function restartRelay(turn: Turn, former: RelayRecord, reason: string): void {
  turn.next.relayRestarts += 1;
  turn.next.relay = newRecord(turn, {
    provider: former.provider,
    generation: former.generation,
    attempt: former.attempt + 1,
    step: "starting",
  });
  note(turn, "decision", `The relay ${former.provider} is started again: ${reason}.`, {
    provider: former.provider,
    relayGeneration: former.generation,
    relayAttempt: former.attempt + 1,
    reason,
  });
}

/**
 * A new relay, at the preferred provider or, as a replacement, at the one after `former`. Whoever may still hold the
 * key is shut out first.
 */
export function beginRelay(turn: Turn, former: RelayRecord | null, reason: string): void {
  const provider = chooseProvider(turn, former);
  if (provider === null) return;
  turn.next.starts.inRow = 0;
  if (former !== null) turn.next.relayRestarts += 1;
  turn.next.counters.relayGeneration += 1;
  const { stream } = turn.next;
  const mustFence = stream?.keyShared === true && platformFacts(turn.facts, stream.platform)?.fence !== "takeover";
  turn.next.relay = newRecord(turn, {
    provider,
    generation: turn.next.counters.relayGeneration,
    attempt: 1,
    step: mustFence ? "fencing" : "starting",
  });
  note(turn, "decision", `The relay ${provider} shall carry the channel: ${reason}.`, {
    provider,
    relayGeneration: turn.next.relay.generation,
    fenceFirst: mustFence,
    reason,
  });
}

function newRecord(
  turn: Turn,
  numbers: Pick<RelayRecord, "provider" | "generation" | "attempt" | "step">,
): RelayRecord {
  return {
    ...numbers,
    handle: null,
    keyId: null,
    instanceId: turn.facts.instanceId,
    requested: false,
    outcomeUnknown: false,
    startedAt: null,
    absentSince: null,
    proven: false,
    sourceExhausted: false,
    stopReason: null,
    lastError: null,
    encoding: null,
  };
}

function chooseProvider(turn: Turn, former: RelayRecord | null): string | null {
  const wanted = turn.order.relays ?? turn.facts.relays.map((relay) => relay.id);
  const able = wanted.filter(
    (id) =>
      relayFacts(turn.facts, id)?.sources.includes(turn.order.source.kind) && !turn.next.refusedProviders.includes(id),
  );
  // The one after the former, round and round; with a single provider that is the same one.
  const chosen = able[former === null ? 0 : (able.indexOf(former.provider) + 1) % able.length];
  if (chosen !== undefined) return chosen;
  failChannel(
    turn,
    turn.next.error ?? {
      code: "no-provider",
      fault: "caller",
      retry: "never",
      message: `No configured relay takes a source of kind "${turn.order.source.kind}": add one to \`relays\`.`,
      field: "source.kind",
    },
  );
  return null;
}

import type { RelayRecord, Tombstone } from "@hybrid-stream/spec";

/** The note by which a relay that may still run is looked at again until it is proven gone. */
export function tombstoneOf(relay: RelayRecord, since: string, lookAgainAt: string): Tombstone {
  const { provider, generation, attempt, instanceId, handle } = relay;
  return { provider, generation, attempt, instanceId, handle, since, lookAgainAt };
}

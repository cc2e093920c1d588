import type { ChannelState, FoundResource, Handle, SaveRequest } from "@hybrid-stream/spec";
import { findStream } from "../decide/streams.js";
import type { Engine } from "./engine.js";

/** What could not be saved any more is left where the next owner finds it. */
export async function leaveForTheHeir(
  engine: Engine,
  unsaved: Omit<SaveRequest, "lease">,
  saved: ChannelState | null,
): Promise<void> {
  const { channelId, state } = unsaved;
  const found = { channelId, foundAt: engine.clock.now().toISOString() };
  const { relay, stream } = state;
  if (relay?.handle && isNews(relay.handle, saved?.relay?.handle)) {
    const { generation: relayGeneration, attempt: relayAttempt, handle } = relay;
    const numbers = { relayGeneration, relayAttempt, streamIncarnation: null };
    await engine.store.recordFound({ ...found, kind: "relay", handle, ...numbers });
  }
  if (stream?.handle && isNews(stream.handle, saved?.stream?.handle)) {
    const numbers = { relayGeneration: null, relayAttempt: null, streamIncarnation: stream.incarnation };
    await engine.store.recordFound({ ...found, kind: "stream", handle: stream.handle, ...numbers });
  }
}

function isNews(handle: Handle, saved: Handle | null | undefined): boolean {
  return JSON.stringify(handle) !== JSON.stringify(saved);
}

/** Takes what former owners left into a claimed state: it completes what has no handle, and ends what nobody names. */
export function adoptFound(state: ChannelState, found: readonly FoundResource[], now: Date): ChannelState {
  const next = structuredClone(state);
  for (const resource of found) {
    if (resource.kind === "relay") adoptRelay(next, resource, now);
    else adoptStream(next, resource);
  }
  return next;
}

function adoptRelay(state: ChannelState, { handle, relayGeneration, relayAttempt }: FoundResource, now: Date): void {
  const isFound = (relay: { generation: number; attempt: number }): boolean =>
    relay.generation === relayGeneration && relay.attempt === relayAttempt;
  const known = [state.relay, ...state.tombstones].find((relay) => relay !== null && isFound(relay));
  if (known) {
    // Written later than what the state has: a partial handle is completed by it.
    known.handle = handle;
    return;
  }
  const at = now.toISOString();
  state.tombstones.push({
    provider: handle.provider,
    generation: relayGeneration ?? 0,
    attempt: relayAttempt ?? 0,
    instanceId: "",
    handle,
    since: at,
    lookAgainAt: at,
  });
}

function adoptStream(state: ChannelState, { handle, streamIncarnation }: FoundResource): void {
  const stream = findStream(state, { platform: handle.provider, incarnation: streamIncarnation ?? 0 });
  if (stream !== undefined) stream.handle = handle;
}

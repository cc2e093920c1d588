import type { ChannelState, Handle, Hint } from "@hybrid-stream/spec";

/**
 * What verified hints add to the handles of this channel's relays: the current one, and those that still have to be
 * proven gone, which are looked at again as soon as their handle is whole. Nothing else changes.
 */
export function completeHandles(state: ChannelState, hints: readonly Hint[], now: Date): ChannelState {
  const next: ChannelState = { ...state, relay: state.relay && { ...state.relay }, tombstones: [] };
  let changed = false;
  const complete = (relay: { readonly provider: string; handle: Handle | null }): boolean => {
    const before = relay.handle;
    for (const hint of hints) if (hint.provider === relay.provider) relay.handle = added(relay.handle, hint);
    if (relay.handle === before) return false;
    changed = true;
    return true;
  };
  if (next.relay !== null) complete(next.relay);
  next.tombstones = state.tombstones.map((before) => {
    const tombstone = { ...before };
    if (complete(tombstone)) tombstone.lookAgainAt = now.toISOString();
    return tombstone;
  });
  return changed ? next : state;
}

/** The handle with the fields that it lacks. A patch that contradicts what is stored is about something else. */
function added(handle: Handle | null, { provider, vendorRef, handlePatch }: Hint): Handle | null {
  if (handle === null || handlePatch === undefined) return handle;
  if (handlePatch.provider !== provider || handle.provider !== provider) return handle;
  if (handlePatch.version !== handle.version || !Object.values(handle.data).includes(vendorRef)) return handle;
  const isKnown = (key: string): boolean => (handle.data[key] ?? null) !== null;
  const patch = Object.entries(handlePatch.data).filter(([, value]) => (value ?? null) !== null);
  const contradicts = patch.some(([key, value]) => isKnown(key) && !isSame(handle.data[key], value));
  const missing = patch.filter(([key]) => !isKnown(key));
  if (contradicts || missing.length === 0) return handle;
  return { ...handle, data: { ...handle.data, ...Object.fromEntries(missing) } };
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

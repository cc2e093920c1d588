import type { ChannelState, Handle } from "@hybrid-stream/spec";

/** What hints may call this channel's resources by: every text in their handles. */
export function vendorRefsOf(state: ChannelState | null): string[] {
  if (state === null) return [];
  const handles = [
    state.relay?.handle,
    state.stream?.handle,
    ...state.tombstones.map((tombstone) => tombstone.handle),
    ...state.formerStreams.map((stream) => stream.handle),
  ];
  return handles.flatMap((handle) => (handle == null ? [] : textsOf(handle)));
}

function textsOf(handle: Handle): string[] {
  return Object.values(handle.data).filter((value) => typeof value === "string");
}

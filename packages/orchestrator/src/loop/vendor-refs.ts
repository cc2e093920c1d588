import type { ChannelRecord, Handle } from "@hybrid-stream/spec";

/** What hints may call this channel's resources by: every text in their handles, and the RTC channel. */
export function vendorRefsOf({ order, state }: ChannelRecord): string[] {
  const handles = [
    state?.relay?.handle,
    state?.stream?.handle,
    ...(state?.tombstones ?? []).map((tombstone) => tombstone.handle),
    ...(state?.formerStreams ?? []).map((stream) => stream.handle),
  ];
  const source = order.source.kind === "agora" ? [order.source.channel] : [];
  return [...source, ...handles.flatMap((handle) => (handle == null ? [] : textsOf(handle)))];
}

function textsOf(handle: Handle): string[] {
  return Object.values(handle.data).filter((value) => typeof value === "string");
}

import type { ChannelState } from "@hybrid-stream/spec";

/** Whether two states differ in what must survive. What the next look at the world renews anyway does not count. */
export function isWorthSaving(before: ChannelState | null, after: ChannelState): boolean {
  return before === null || lasting(before) !== lasting(after);
}

function lasting(state: ChannelState): string {
  const { playback, measures, ...rest } = state;
  return JSON.stringify(rest, (key, value) => (key === "observedAt" ? undefined : value));
}

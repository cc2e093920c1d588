import type { Turn } from "./turn.js";

/**
 * Whether a running relay shall be stopped because nothing arrives. Either viewers have gone without a new segment for
 * the whole limit, or two hops agree: the relay says that its push is lost and the platform says that nothing comes in.
 */
export function isStalled(turn: Turn): boolean {
  const { PlaybackAdvancing, IngestReceiving } = turn.next.conditions;
  if (PlaybackAdvancing.value === "false") return true;
  const { relay } = turn.observations;
  return relay?.ok === true && relay.value.destination === "lost" && IngestReceiving.value === "false";
}

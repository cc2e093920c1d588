import { since, type Turn } from "./turn.js";

/**
 * Whether a running relay shall be stopped because nothing arrives. Either viewers have gone without a new segment for
 * the whole limit, or two hops agree: the relay says that its push is lost and the platform says that nothing comes in.
 */
export function isStalled(turn: Turn): boolean {
  const { PlaybackAdvancing, IngestReceiving } = turn.next.conditions;
  const { PublisherPresent } = turn.next.conditions;
  if (PlaybackAdvancing.value === "false") {
    // A publisher who has just come back needs time to fill a segment.
    return PublisherPresent.value !== "true" || since(turn, PublisherPresent.since) > turn.policy.connectSeconds * 1000;
  }
  const { relay } = turn.observations;
  return relay?.ok === true && relay.value.destination === "lost" && IngestReceiving.value === "false";
}

import { since, type Turn } from "./turn.js";

/**
 * Whether a running relay shall be stopped because nothing arrives. Either viewers have gone without a new segment for
 * the whole limit, or two hops agree: the relay says that its push is lost and the platform says that nothing comes in.
 */
export function isStalled(turn: Turn): boolean {
  const { PlaybackAdvancing, IngestReceiving } = turn.next.conditions;
  if (PlaybackAdvancing.value === "false") return !isReturning(turn);
  const { relay } = turn.observations;
  return relay?.ok === true && relay.value.destination === "lost" && IngestReceiving.value === "false";
}

/** A publisher who has just come back to a held relay needs time to fill a segment. */
function isReturning(turn: Turn): boolean {
  const { value, since: returnedAt } = turn.next.conditions.PublisherPresent;
  const { advancedAt } = turn.next.playback;
  const servedSince = advancedAt !== null && Date.parse(advancedAt) > Date.parse(returnedAt);
  return value === "true" && !servedSince && since(turn, returnedAt) <= turn.policy.connectSeconds * 1000;
}

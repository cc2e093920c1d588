import { platformFacts, relayFacts } from "./facts.js";
import { type Turn, wakeWithin } from "./turn.js";

/** When to look again although nothing calls. */
export function scheduleWake(turn: Turn): void {
  const { next, policy } = turn;
  switch (next.phase) {
    case "live":
      // Just adopted: what viewers see is not known yet.
      if (next.conditions.PlaybackAdvancing.value === "unknown" && next.stream !== null) break;
      wakeWithin(turn, policy.livePollSeconds * 1000);
      return;
    case "waiting":
      wakeWithin(turn, Math.min(5000, policy.livePollSeconds * 1000));
      return;
    case "ended":
    case "failed":
      return;
    case "draining":
      wakeWithin(turn, 1000);
      return;
    default:
  }
  wakeWithin(turn, probePauseMs(turn));
}

/** Half a target duration while viewers wait; more often where all of it runs here and looking costs nothing. */
function probePauseMs(turn: Turn): number {
  const { stream, relay, playback } = turn.next;
  const free = platformFacts(turn.facts, stream?.platform)?.probeCost === "free";
  if (free && relayFacts(turn.facts, relay?.provider)?.locality === "process") return 500;
  return Math.min(2000, Math.max(free ? 500 : 2000, (playback.targetDurationSeconds ?? 1) * 500));
}

import type { ChannelState } from "@hybrid-stream/spec";
import { noEvidence } from "./initial-state.js";

/**
 * A new owner takes a channel over. It touches nothing at any vendor; it only forgets what the former owner saw of the
 * playlist, because what came since then was not watched by anybody.
 */
export function adopt(state: ChannelState, now: Date): ChannelState {
  const at = now.toISOString();
  const adopted = structuredClone(state);
  // What was asked for when the former owner stopped may have happened.
  for (const task of [adopted.relay, adopted.stream, ...adopted.formerStreams]) {
    if (task?.requested && task.handle === null) task.outcomeUnknown = true;
  }
  return {
    ...adopted,
    playback: {
      ...noEvidence,
      targetDurationSeconds: state.playback.targetDurationSeconds,
      segments: state.playback.segments,
      observedFrom: at,
      connectUntil: state.playback.connectUntil,
    },
    conditions: {
      ...adopted.conditions,
      PlaybackAdvancing: { value: "unknown", reason: "just-adopted", source: "order", since: at, observedAt: at },
    },
  };
}

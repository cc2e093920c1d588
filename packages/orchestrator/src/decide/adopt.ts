import type { ChannelState } from "@hybrid-stream/spec";
import { noEvidence } from "./initial-state.js";

/**
 * A new owner takes a channel over. It touches nothing at any vendor; it only forgets what the former owner saw of the
 * playlist, because what came since then was not watched by anybody.
 */
export function adopt(state: ChannelState, now: Date): ChannelState {
  const at = now.toISOString();
  return {
    ...structuredClone(state),
    playback: {
      ...noEvidence,
      targetDurationSeconds: state.playback.targetDurationSeconds,
      segments: state.playback.segments,
      observedFrom: at,
    },
    conditions: {
      ...structuredClone(state.conditions),
      PlaybackAdvancing: { value: "unknown", reason: "just-adopted", source: "order", since: at, observedAt: at },
    },
  };
}

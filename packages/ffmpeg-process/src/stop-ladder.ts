import type { Clock } from "@hybrid-stream/spec";

/** Signals a whole process group. A group that is gone is no fault. */
export function signalGroup(groupId: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-groupId, signal);
  } catch {
    // ESRCH: nothing of it is left.
  }
}

/**
 * SIGTERM now, SIGTERM at +1 s (a stalled FFmpeg ignores the first), SIGKILL at +3 s.
 *
 * @returns the function that ends the ladder early.
 */
export function climbStopLadder(groupId: number, clock: Clock): () => void {
  signalGroup(groupId, "SIGTERM");
  const second = clock.setTimeout(() => signalGroup(groupId, "SIGTERM"), 1_000);
  const last = clock.setTimeout(() => signalGroup(groupId, "SIGKILL"), 3_000);
  return () => {
    clock.clearTimeout(second);
    clock.clearTimeout(last);
  };
}

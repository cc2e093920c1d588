import { isDue, iso, since, type Turn } from "./turn.js";

/** Whether another start is allowed now. If not, asks to be woken when it is. */
export function mayStart(turn: Turn): boolean {
  const { starts } = turn.next;
  const windowMs = turn.policy.startWindowSeconds * 1000;
  starts.starts = starts.starts.filter((at) => since(turn, at) < windowMs);
  const oldest = starts.starts[starts.starts.length - turn.policy.startLimit];
  if (oldest !== undefined && !isDue(turn, new Date(Date.parse(oldest) + windowMs).toISOString())) return false;
  return isDue(turn, starts.notBefore);
}

/** Counts a start. */
export function spendStart(turn: Turn): void {
  turn.next.starts.starts.push(turn.now.toISOString());
  turn.next.starts.inRow += 1;
}

/** Before the next try: decorrelated jitter, so that many channels that failed together do not try together. */
export function pauseBeforeStart(turn: Turn, atLeastMs = 0): void {
  const { starts } = turn.next;
  const minMs = turn.policy.pauseSeconds.min * 1000;
  const maxMs = turn.policy.pauseSeconds.max * 1000;
  const highest = Math.max(minMs, starts.pauseMs * 3);
  starts.pauseMs = Math.min(maxMs, Math.round(minMs + turn.random * (highest - minMs)));
  starts.notBefore = iso(turn, Math.max(starts.pauseMs, atLeastMs));
}

/** The first failure is answered at once; from the second in a row on there is a pause. */
export function pauseAfterRepeatedFailure(turn: Turn): void {
  const { starts } = turn.next;
  if (starts.inRow >= 2 || starts.pauseMs > 0) pauseBeforeStart(turn);
}

/** After a minute of health the next failure is a first failure again. */
export function forgiveStarts(turn: Turn): void {
  const { starts, phase, phaseSince } = turn.next;
  if (phase !== "live" || since(turn, phaseSince) < turn.policy.healthySeconds * 1000) return;
  starts.inRow = 1;
  turn.next.relayError = null;
  starts.pauseMs = 0;
}

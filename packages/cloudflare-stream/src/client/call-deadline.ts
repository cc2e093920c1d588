import type { Clock } from "@hybrid-stream/spec";

/** The end of one call, by the caller or by time, over everything that the call does. */
export interface CallDeadline {
  /** Aborts at the end, whatever brings it. */
  readonly signal: AbortSignal;
  readonly remainingMs: () => number;
  /** Frees the timer and the listener. */
  readonly dispose: () => void;
}

/** A deadline that waiting for a turn counts against as well. */
export function createCallDeadline({
  clock,
  timeoutMs,
  signal: caller,
}: {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}): CallDeadline {
  const controller = new AbortController();
  const endsAt = clock.monotonic() + timeoutMs;
  const timer = clock.setTimeout(
    () => controller.abort(new DOMException("The deadline passed.", "TimeoutError")),
    timeoutMs,
  );
  const onAbort = (): void => controller.abort(caller.reason);
  if (caller.aborted) onAbort();
  else caller.addEventListener("abort", onAbort, { once: true });
  return {
    signal: controller.signal,
    remainingMs: () => Math.max(1, endsAt - clock.monotonic()),
    dispose() {
      clock.clearTimeout(timer);
      caller.removeEventListener("abort", onAbort);
    },
  };
}

import type { Clock } from "@hybrid-stream/spec";

/** The end of one call, by the caller or by time, over everything that the call does. */
export interface CallDeadline {
  /** Aborts at the end, whatever brings it. */
  readonly signal: AbortSignal;
  readonly callerSignal: AbortSignal;
  readonly remainingMs: () => number;
  /** Frees the timer and the listener. */
  readonly dispose: () => void;
}

export function createCallDeadline({
  clock,
  timeoutMs,
  signal: callerSignal,
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
  const onAbort = (): void => controller.abort(callerSignal.reason);
  if (callerSignal.aborted) onAbort();
  else callerSignal.addEventListener("abort", onAbort, { once: true });
  return {
    signal: controller.signal,
    callerSignal,
    remainingMs: () => Math.max(0, endsAt - clock.monotonic()),
    dispose() {
      clock.clearTimeout(timer);
      callerSignal.removeEventListener("abort", onAbort);
    },
  };
}

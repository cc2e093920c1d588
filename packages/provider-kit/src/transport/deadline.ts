import type { Clock } from "@hybrid-stream/spec";

/** A caller's signal with an end of its own. */
export interface Deadline {
  /** Aborts at the deadline and when the caller aborts. */
  readonly signal: AbortSignal;
  /** Why it aborted; `null` while it has not. A caller's own `AbortSignal.timeout` counts as `timeout`. */
  readonly cause: () => "timeout" | "aborted" | null;
  /** True when the caller's signal has aborted, for whatever reason. */
  readonly byCaller: () => boolean;
  readonly remainingMs: () => number;
  /** Frees the timer and the listener. */
  readonly dispose: () => void;
}

export function createDeadline({
  clock,
  timeoutMs,
  signal,
}: {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}): Deadline {
  const controller = new AbortController();
  let expired = false;
  const endsAt = clock.monotonic() + timeoutMs;
  const timer = clock.setTimeout(() => {
    expired = true;
    controller.abort();
  }, timeoutMs);
  const onAbort = (): void => controller.abort();
  if (signal?.aborted) onAbort();
  else signal?.addEventListener("abort", onAbort, { once: true });

  return {
    signal: controller.signal,
    cause() {
      if (expired) return "timeout";
      if (!signal?.aborted) return null;
      return signal.reason instanceof Error && signal.reason.name === "TimeoutError" ? "timeout" : "aborted";
    },
    byCaller: () => signal?.aborted === true && !expired,
    remainingMs: () => Math.max(0, endsAt - clock.monotonic()),
    dispose() {
      clock.clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    },
  };
}

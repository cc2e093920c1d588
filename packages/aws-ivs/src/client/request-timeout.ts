import type { Clock } from "@hybrid-stream/spec";

/** The end of one request: by its caller, or by time. */
export interface RequestTimeout {
  readonly signal: AbortSignal;
  /** Rejects when it aborts: credentials that never come are not ended by a signal. */
  readonly aborted: Promise<never>;
  /** Why it aborted; `null` while it has not. A caller's own `AbortSignal.timeout` counts as `timeout`. */
  cause(): "timeout" | "aborted" | null;
  /** Frees the timer and the listener. */
  dispose(): void;
}

/** Bounds one request by the given clock and by the caller's signal. */
export function createRequestTimeout({
  clock,
  timeoutMs,
  signal: callerSignal,
}: {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}): RequestTimeout {
  const controller = new AbortController();
  let expired = false;
  const end = (): void => controller.abort();
  const promise = new Promise<never>((_, reject) => {
    controller.signal.addEventListener("abort", () => reject(controller.signal.reason), { once: true });
  });
  promise.catch(() => {});
  const timer = clock.setTimeout(() => {
    expired = true;
    end();
  }, timeoutMs);
  if (callerSignal.aborted) end();
  else callerSignal.addEventListener("abort", end, { once: true });
  return {
    signal: controller.signal,
    aborted: promise,
    cause() {
      if (expired) return "timeout";
      return callerSignal.aborted ? causeOf(callerSignal) : null;
    },
    dispose() {
      clock.clearTimeout(timer);
      callerSignal.removeEventListener("abort", end);
    },
  };
}

/** Whether a caller's signal was a timeout or a cancellation. */
export function causeOf(signal: AbortSignal): "timeout" | "aborted" {
  return signal.reason instanceof Error && signal.reason.name === "TimeoutError" ? "timeout" : "aborted";
}

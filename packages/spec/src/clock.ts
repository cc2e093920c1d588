/** What {@link Clock.setTimeout} returns; only good for {@link Clock.clearTimeout}. */
export type TimerHandle = unknown;

/** Where time comes from. Tests put a virtual one in its place. */
export interface Clock {
  /** Wall time. May jump; use it for what is stored or shown. */
  now(): Date;
  /** Milliseconds that only grow. Use it for durations and deadlines. */
  monotonic(): number;
  setTimeout(callback: () => void, milliseconds: number): TimerHandle;
  clearTimeout(handle: TimerHandle): void;
}

/** The machine's own clock. Its timers keep the process alive, as Node's do. */
export const systemClock: Clock = {
  now: () => new Date(),
  monotonic: () => performance.now(),
  setTimeout: (callback, milliseconds) => setTimeout(callback, milliseconds),
  clearTimeout: (handle) => clearTimeout(handle as ReturnType<typeof setTimeout>),
};

/**
 * Waits by the given clock.
 *
 * @throws the signal's reason as soon as `signal` aborts.
 */
export function delay(clock: Clock, milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = (): void => {
      clock.clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = clock.setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

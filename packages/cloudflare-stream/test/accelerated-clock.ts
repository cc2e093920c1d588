import { type Clock, systemClock } from "@hybrid-stream/spec";

/** The machine's clock, so many times as fast: whoever waits for an answer waits for real, and not for long. */
export function acceleratedClock(factor: number): Clock {
  const startedAt = systemClock.now().getTime();
  const monotonicAtStart = systemClock.monotonic();
  const monotonic = (): number => (systemClock.monotonic() - monotonicAtStart) * factor;
  return {
    now: () => new Date(startedAt + monotonic()),
    monotonic,
    setTimeout: (callback, milliseconds) => systemClock.setTimeout(callback, milliseconds / factor),
    clearTimeout: (handle) => systemClock.clearTimeout(handle),
  };
}

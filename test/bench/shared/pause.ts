import { delay, systemClock } from "@hybrid-stream/spec";

/** A window of measurement is a stretch of time, so this waits for nothing else. */
export function pause(milliseconds: number): Promise<void> {
  return delay(systemClock, milliseconds);
}

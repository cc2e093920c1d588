import { type Clock, systemClock } from "@hybrid-stream/spec";

/** Real time that a test can move ahead. Timers run as they are. */
export interface ShiftedClock extends Clock {
  ahead(milliseconds: number): void;
}

export function shiftedClock(): ShiftedClock {
  let offset = 0;
  return {
    ...systemClock,
    now: () => new Date(Date.now() + offset),
    monotonic: () => performance.now() + offset,
    ahead: (milliseconds) => {
      offset += milliseconds;
    },
  };
}

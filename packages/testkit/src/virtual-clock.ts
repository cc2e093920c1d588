import { type Clock, HybridStreamError, type TimerHandle } from "@hybrid-stream/spec";
import { settle } from "./settle.js";

interface Timer {
  readonly dueAt: number;
  readonly order: number;
  readonly callback: () => void;
}

/** A clock that stands still until a test moves it. */
export interface VirtualClock extends Clock {
  /** Timers that are set and have not run yet. */
  readonly pendingTimers: number;
  /** When the next timer is due, in `Clock.monotonic` milliseconds; `null` when none is set. */
  readonly nextTimerAt: number | null;
  /**
   * Moves time on and runs every timer that becomes due, in order. Between two timers all promises settle, so that
   * asynchronous code makes the progress that it would make in real time.
   *
   * @throws `invalid-options` for a negative number; `conflict` when the clock is already being moved.
   */
  advance(milliseconds: number): Promise<void>;
  /** As {@link VirtualClock.advance}, to a point in time. @throws `invalid-options` when it lies in the past. */
  advanceTo(date: Date): Promise<void>;
  /**
   * Moves from timer to timer until `predicate` holds; says whether it did. It gives up at `limitMs` (default 600,000)
   * from now, with the clock standing there.
   */
  runUntil(predicate: () => boolean | Promise<boolean>, options?: { readonly limitMs?: number }): Promise<boolean>;
}

const defaultLimitMs = 600_000;

/** Makes a clock that stands at `start` (default 2026-01-01T00:00:00Z). */
export function createVirtualClock(options: { readonly start?: Date } = {}): VirtualClock {
  const startMs = (options.start ?? new Date("2026-01-01T00:00:00.000Z")).getTime();
  if (Number.isNaN(startMs)) throw invalid("start", "start must be a valid date.");
  const timers = new Set<Timer>();
  let elapsed = 0;
  let created = 0;
  let moving = false;

  const next = (): Timer | undefined => {
    let first: Timer | undefined;
    for (const timer of timers) {
      if (!first || timer.dueAt < first.dueAt || (timer.dueAt === first.dueAt && timer.order < first.order)) {
        first = timer;
      }
    }
    return first;
  };

  /** One timer, and what follows from it; false when none is due by `limit`. */
  const step = async (limit: number): Promise<boolean> => {
    const timer = next();
    if (!timer || timer.dueAt > limit) return false;
    timers.delete(timer);
    elapsed = Math.max(elapsed, timer.dueAt);
    timer.callback();
    await settle();
    return true;
  };

  const move = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (moving) {
      throw new HybridStreamError({
        code: "conflict",
        fault: "caller",
        retry: "never",
        message: "The virtual clock is already being moved: await the earlier advance first.",
      });
    }
    moving = true;
    try {
      await settle();
      return await work();
    } finally {
      moving = false;
    }
  };

  const advance = (milliseconds: number): Promise<void> => {
    if (!(milliseconds >= 0)) throw invalid("milliseconds", "milliseconds must be 0 or more: time does not go back.");
    return move(async () => {
      const target = elapsed + milliseconds;
      while (await step(target));
      elapsed = target;
    });
  };

  return {
    now: () => new Date(startMs + elapsed),
    monotonic: () => elapsed,
    setTimeout: (callback, milliseconds) => {
      created += 1;
      const timer: Timer = { dueAt: elapsed + Math.max(0, milliseconds || 0), order: created, callback };
      timers.add(timer);
      return timer;
    },
    clearTimeout: (handle: TimerHandle) => {
      timers.delete(handle as Timer);
    },
    get pendingTimers() {
      return timers.size;
    },
    get nextTimerAt() {
      return next()?.dueAt ?? null;
    },
    advance: async (milliseconds) => advance(milliseconds),
    advanceTo: async (date) => advance(date.getTime() - startMs - elapsed),
    runUntil: (predicate, { limitMs = defaultLimitMs } = {}) =>
      move(async () => {
        const limit = elapsed + limitMs;
        while (!(await predicate())) {
          if (await step(limit)) continue;
          elapsed = limit;
          return predicate();
        }
        return true;
      }),
  };
}

function invalid(field: string, message: string): HybridStreamError {
  return new HybridStreamError({ code: "invalid-options", field, message });
}

import type { Clock, TimerHandle } from "@hybrid-stream/spec";

/** Node runs a longer timer at once. */
const longestMs = 2_147_483_647;

/** Ends a timer; harmless when it has run. */
export type Cancel = () => void;

/** The simulator's timers on its clock, so that none is left after its close. */
export class Timers {
  readonly clock: Clock;
  readonly #running = new Set<Cancel>();
  #closed = false;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Runs `callback` after so many milliseconds, however many they are. After `close` it never runs. */
  after(milliseconds: number, callback: () => void): Cancel {
    if (this.#closed) return () => {};
    const dueAt = this.clock.monotonic() + milliseconds;
    let handle: TimerHandle;
    const arm = (): void => {
      const left = dueAt - this.clock.monotonic();
      handle = this.clock.setTimeout(left > longestMs ? arm : fire, Math.min(Math.max(0, left), longestMs));
    };
    const cancel = (): void => {
      this.#running.delete(cancel);
      this.clock.clearTimeout(handle);
    };
    const fire = (): void => {
      this.#running.delete(cancel);
      callback();
    };
    arm();
    this.#running.add(cancel);
    return cancel;
  }

  /** Resolves after so many milliseconds, or as soon as `signal` aborts. */
  pause(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.after(milliseconds, resolve);
      signal.addEventListener(
        "abort",
        () => {
          cancel();
          resolve();
        },
        { once: true },
      );
    });
  }

  close(): void {
    this.#closed = true;
    for (const cancel of [...this.#running]) cancel();
  }
}

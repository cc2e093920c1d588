import type { Clock } from "@hybrid-stream/spec";

/** Ends a timer; harmless when it has run. */
export type Cancel = () => void;

/** Node runs a longer timer at once. */
const longestMs = 2_147_483_647;

/** The simulator's timers on its clock, so that none is left after its close. */
export class Timers {
  readonly clock: Clock;
  readonly #running = new Set<Cancel>();
  readonly #pauses = new Set<() => void>();
  #closed = false;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Runs `callback` after so many milliseconds. After `close` it never runs. */
  after(milliseconds: number, callback: () => void): Cancel {
    if (this.#closed) return () => {};
    const cancel = (): void => {
      this.#running.delete(cancel);
      this.clock.clearTimeout(handle);
    };
    const handle = this.clock.setTimeout(
      () => {
        this.#running.delete(cancel);
        callback();
      },
      Math.min(Math.max(0, milliseconds), longestMs),
    );
    this.#running.add(cancel);
    return cancel;
  }

  /** Resolves after so many milliseconds, or at `close`. */
  pause(milliseconds: number): Promise<void> {
    if (this.#closed) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        cancel();
        this.#pauses.delete(wake);
        resolve();
      };
      const cancel = this.after(milliseconds, wake);
      this.#pauses.add(wake);
    });
  }

  close(): void {
    this.#closed = true;
    for (const cancel of [...this.#running]) cancel();
    for (const wake of [...this.#pauses]) wake();
  }
}

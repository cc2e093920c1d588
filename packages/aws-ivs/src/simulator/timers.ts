import type { Clock } from "@hybrid-stream/spec";

/** The simulator's timers on its clock, so that none is left after its close. */
export class Timers {
  readonly clock: Clock;
  readonly #running = new Set<() => void>();
  #isClosed = false;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Runs `callback` after so many milliseconds; never after `close`. Returns what ends it. */
  after(milliseconds: number, callback: () => void): () => void {
    if (this.#isClosed) return () => {};
    const cancel = (): void => {
      this.#running.delete(cancel);
      this.clock.clearTimeout(handle);
    };
    const handle = this.clock.setTimeout(() => {
      this.#running.delete(cancel);
      callback();
    }, milliseconds);
    this.#running.add(cancel);
    return cancel;
  }

  pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => void this.after(milliseconds, resolve));
  }

  close(): void {
    this.#isClosed = true;
    for (const cancel of [...this.#running]) cancel();
  }
}

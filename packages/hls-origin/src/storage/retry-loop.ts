import { type Clock, delay, HybridStreamError } from "@hybrid-stream/spec";

const firstPauseMs = 250;
const longestPauseMs = 5_000;

/** Does one kind of work in the background, one step after the other, until there is none. Failures pause it. */
export class RetryLoop {
  readonly #clock: Clock;
  /** Does a step. @returns whether there may be more. */
  readonly #step: () => Promise<boolean>;
  readonly #onFailure: (thrown: unknown) => void;
  /** Grows with all that succeeds: a storage that takes some of it is not given the longest pauses. */
  readonly #progress: () => number;
  readonly #closed = new AbortController();
  #running: Promise<void> | null = null;
  #wanted = false;

  constructor(options: {
    clock: Clock;
    step: () => Promise<boolean>;
    onFailure: (thrown: unknown) => void;
    progress: () => number;
  }) {
    this.#clock = options.clock;
    this.#step = options.step;
    this.#onFailure = options.onFailure;
    this.#progress = options.progress;
  }

  /** There is something to do. */
  wake(): void {
    this.#wanted = true;
    if (this.#running !== null || this.#closed.signal.aborted) return;
    this.#running = this.#run().finally(() => {
      this.#running = null;
      if (this.#wanted) this.wake();
    });
  }

  /** Ends after the step that runs. */
  async close(): Promise<void> {
    this.#closed.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closed;
    let failures = 0;
    let progress = this.#progress();
    while (this.#wanted && !signal.aborted) {
      this.#wanted = false;
      try {
        if (await this.#step()) this.#wanted = true;
        failures = 0;
      } catch (thrown) {
        this.#wanted = true;
        this.#onFailure(thrown);
        failures = this.#progress() > progress ? 1 : failures + 1;
        progress = this.#progress();
        await delay(this.#clock, pauseMs(failures, thrown), signal).catch(() => {});
      }
    }
  }
}

/** Twice as long each time, a quarter of it by chance, and not before the storage said. */
function pauseMs(failures: number, thrown: unknown): number {
  const asked = HybridStreamError.isInstance(thrown) ? (thrown.retryAfterMs ?? 0) : 0;
  const grown = firstPauseMs * 2 ** Math.min(failures - 1, 10);
  return Math.min(longestPauseMs, Math.max(asked, grown)) * (0.75 + Math.random() / 4);
}

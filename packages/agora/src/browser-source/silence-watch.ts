import type { Clock, TimerHandle } from "@hybrid-stream/spec";

/** Calls `onSilence` once when nothing was heard for a while. */
export class SilenceWatch {
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #onSilence: () => void;
  #timer: TimerHandle | null = null;
  #heardAt: number;
  #paused = false;

  constructor(options: { readonly clock: Clock; readonly limitMs: number; readonly onSilence: () => void }) {
    this.#clock = options.clock;
    this.#limitMs = options.limitMs;
    this.#onSilence = options.onSilence;
    this.#heardAt = this.#clock.monotonic();
    this.#arm(this.#limitMs);
  }

  heard(): void {
    this.#heardAt = this.#clock.monotonic();
  }

  get silentMs(): number {
    return this.#clock.monotonic() - this.#heardAt;
  }

  /** While the reader is the slow one, silence says nothing about the sender. */
  async whilePaused<Value>(waiting: Promise<Value>): Promise<Value> {
    this.#paused = true;
    try {
      return await waiting;
    } finally {
      this.#paused = false;
      this.heard();
    }
  }

  stop(): void {
    if (this.#timer !== null) this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #arm(milliseconds: number): void {
    this.#timer = this.#clock.setTimeout(() => {
      const left = this.#paused ? this.#limitMs : this.#limitMs - this.silentMs;
      if (left > 0) this.#arm(left);
      else this.#onSilence();
    }, milliseconds);
  }
}

import type { Clock } from "@hybrid-stream/spec";

/** A clock that jumps: every timer fires at once, and time has then passed. What was waited for is in `waits`. */
export class JumpingClock implements Clock {
  readonly waits: number[] = [];
  #passed = 0;
  readonly #ignored: number;

  /** Timers of `ignored` milliseconds never fire: the deadlines. */
  constructor(ignored: number) {
    this.#ignored = ignored;
  }

  now(): Date {
    return new Date(1_800_000_000_000 + this.#passed);
  }

  monotonic(): number {
    return this.#passed;
  }

  setTimeout(callback: () => void, milliseconds: number): unknown {
    if (milliseconds === this.#ignored) return null;
    this.waits.push(milliseconds);
    this.#passed += milliseconds;
    return setImmediate(callback);
  }

  clearTimeout(): void {}
}

import type { Clock } from "@hybrid-stream/spec";

const windowMs = 300_000;

/** So many calls in any five minutes; one more, and every call is blocked for the next five. */
export class RateLimit {
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #admitted: number[] = [];
  #first = 0;
  #blockedUntil = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, limit: number) {
    this.#clock = clock;
    this.#limit = limit;
  }

  /** 0 when one more may pass now; else the seconds until the block ends. */
  admit(): number {
    const now = this.#clock.monotonic();
    if (now < this.#blockedUntil) return Math.ceil((this.#blockedUntil - now) / 1000);
    while (now - (this.#admitted[this.#first] ?? Number.POSITIVE_INFINITY) >= windowMs) this.#first += 1;
    if (this.#first > 10_000) {
      this.#admitted.splice(0, this.#first);
      this.#first = 0;
    }
    if (this.#admitted.length - this.#first >= this.#limit) {
      this.#blockedUntil = now + windowMs;
      return windowMs / 1000;
    }
    this.#admitted.push(now);
    return 0;
  }
}

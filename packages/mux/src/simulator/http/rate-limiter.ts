import type { Clock } from "@hybrid-stream/spec";

/** What the account may send. */
export interface MuxQuotas {
  /** POST, in the long run. Default 1 a second. */
  readonly postPerSecond: number;
  /** POST at once, after a pause. Mux says "bursts" and no number. Default 10. */
  readonly postBurst: number;
  /** All other methods, in any second. Default 5. */
  readonly otherPerSecond: number;
}

const windowMs = 1_000;

/** POST by a bucket, all else by a window. Refused ones do not count. */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #quotas: MuxQuotas;
  #tokens: number;
  #filledAt: number;
  #recent: number[] = [];

  constructor(clock: Clock, quotas: MuxQuotas) {
    this.#clock = clock;
    this.#quotas = quotas;
    this.#tokens = quotas.postBurst;
    this.#filledAt = clock.monotonic();
  }

  /** Whether one more may pass now. */
  admit(method: string): boolean {
    const now = this.#clock.monotonic();
    if (method === "POST") return this.#takeToken(now);
    if (this.#recent.length > 0 && now - (this.#recent[0] ?? 0) >= windowMs) {
      this.#recent = this.#recent.filter((at) => now - at < windowMs);
    }
    if (this.#recent.length >= this.#quotas.otherPerSecond) return false;
    this.#recent.push(now);
    return true;
  }

  #takeToken(now: number): boolean {
    const { postPerSecond, postBurst } = this.#quotas;
    this.#tokens = Math.min(postBurst, this.#tokens + ((now - this.#filledAt) * postPerSecond) / 1000);
    this.#filledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}

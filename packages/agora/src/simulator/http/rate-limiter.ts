import type { Clock } from "@hybrid-stream/spec";
import type { RequestQuotas } from "./endpoint.js";

const windowMs = 1_000;

/** So many requests in any second, by class. Refused ones do not count. */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #quotas: RequestQuotas;
  readonly #admitted = new Map<keyof RequestQuotas, number[]>();

  constructor(clock: Clock, quotas: RequestQuotas) {
    this.#clock = clock;
    this.#quotas = quotas;
  }

  /** Whether one more may pass now. */
  admit(quota: keyof RequestQuotas): boolean {
    const now = this.#clock.monotonic();
    const recent = (this.#admitted.get(quota) ?? []).filter((at) => now - at < windowMs);
    const admitted = recent.length < this.#quotas[quota];
    if (admitted) recent.push(now);
    this.#admitted.set(quota, recent);
    return admitted;
  }
}

import type { Clock } from "@hybrid-stream/spec";

/** Says at once whether one more is within the rate. */
export class Allowance {
  readonly #clock: Clock;
  readonly #perSecond: number;
  readonly #burst: number;
  #left: number;
  #filledAt: number;

  constructor({
    clock,
    perSecond,
    burst,
  }: { readonly clock: Clock; readonly perSecond: number; readonly burst: number }) {
    this.#clock = clock;
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#left = burst;
    this.#filledAt = clock.monotonic();
  }

  /** More than half is left. */
  get isAmple(): boolean {
    this.#fill();
    return this.#left > this.#burst / 2;
  }

  take(): boolean {
    this.#fill();
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }

  #fill(): void {
    const now = this.#clock.monotonic();
    this.#left = Math.min(this.#burst, this.#left + ((now - this.#filledAt) * this.#perSecond) / 1000);
    this.#filledAt = now;
  }
}

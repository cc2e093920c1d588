import type { Clock } from "@hybrid-stream/spec";

/** A step of an end follows within seconds; after so long somebody else may have enabled the input again. */
const trustedMs = 60_000;
const remembered = 10_000;

/**
 * The inputs that this process has seen shut. What is left of their ends, waiting and deleting, is not urgent: at the
 * priority of stops it would hold up the stops of those that are still on air.
 */
export class ShutInputs {
  readonly #clock: Clock;
  readonly #seen = new Map<string, { readonly first: number; readonly last: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  has(inputId: string): boolean {
    const seen = this.#seen.get(inputId);
    return seen !== undefined && this.#clock.monotonic() - seen.last < trustedMs;
  }

  /** Seen shut now. Returns for how long it has been. Milliseconds. */
  add(inputId: string): number {
    const now = this.#clock.monotonic();
    const first = this.has(inputId) ? (this.#seen.get(inputId)?.first ?? now) : now;
    this.#seen.delete(inputId);
    this.#seen.set(inputId, { first, last: now });
    const oldest = this.#seen.size > remembered ? this.#seen.keys().next() : null;
    if (oldest?.done === false) this.#seen.delete(oldest.value);
    return now - first;
  }

  /** It is wanted again, or gone. */
  delete(inputId: string): void {
    this.#seen.delete(inputId);
  }
}

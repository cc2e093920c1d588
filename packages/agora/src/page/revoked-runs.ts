import type { Clock } from "@hybrid-stream/spec";

/** Remembers revoked runs for as long as a ticket of theirs could still be valid. */
export class RevokedRuns {
  readonly #clock: Clock;
  readonly #keepMs: number;
  readonly #until = new Map<string, number>();

  constructor(clock: Clock, keepMs: number) {
    this.#clock = clock;
    this.#keepMs = keepMs;
  }

  add(runId: string): void {
    const now = this.#clock.now().getTime();
    this.#until.delete(runId);
    this.#until.set(runId, now + this.#keepMs);
    // The map is in the order of the ends: the first that is still of use ends the search.
    for (const [old, until] of this.#until) {
      if (until > now) break;
      this.#until.delete(old);
    }
  }

  has(runId: string): boolean {
    return this.#until.has(runId);
  }
}

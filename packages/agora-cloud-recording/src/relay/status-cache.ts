import type { Clock, RelayStatus } from "@hybrid-stream/spec";

const countedMs = 60_000;

/**
 * Keeps what was last said of relays that run well, for no longer than the quota demands: with few relays every
 * question is asked, with two hundred each about every half minute. What is not well is always asked anew.
 */
export class StatusCache {
  readonly #kept = new Map<string, { readonly status: RelayStatus; readonly at: number }>();
  readonly #asked = new Map<string, number>();

  /** `perSecond`: how many questions may be asked. */
  constructor(
    private readonly clock: Clock,
    private readonly perSecond: number,
  ) {}

  get(sid: string): RelayStatus | null {
    const now = this.clock.monotonic();
    this.#asked.delete(sid);
    this.#asked.set(sid, now);
    for (const [other, at] of this.#asked) {
      if (now - at <= countedMs) break;
      this.#asked.delete(other);
      this.#kept.delete(other);
    }
    const kept = this.#kept.get(sid);
    const everyMs = (this.#asked.size / this.perSecond) * 1000;
    // A handful of relays is far from the quota, and fresh answers are better.
    if (kept === undefined || everyMs < 5000 || now - kept.at >= everyMs) return null;
    return kept.status;
  }

  keep(sid: string, status: RelayStatus): void {
    if (status.state === "running" && status.health === "good") {
      this.#kept.set(sid, { status, at: this.clock.monotonic() });
    } else {
      this.#kept.delete(sid);
    }
  }

  forget(sid: string): void {
    this.#kept.delete(sid);
  }
}

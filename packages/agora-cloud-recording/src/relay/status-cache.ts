import type { Clock, RelayStatus, TimerHandle } from "@hybrid-stream/spec";

/** Relays that nobody has asked for in this time count no more. */
const countedMs = 60_000;
/** A handful of relays is far from the quota, and fresh answers are better. */
const leastMs = 5000;
/** Who asks comes back about so soon: an answer that is kept for longer is renewed in between. */
const renewedFromMs = 15_000;
/** How much longer an answer stands whose renewal is under way. */
const renewalMs = 4000;

interface Kept {
  readonly status: RelayStatus;
  readonly at: number;
  readonly everyMs: number;
  readonly timer: TimerHandle | null;
}

/**
 * Keeps what was last said of relays that run well, for no longer than the quota demands: with few relays every
 * question is asked, with two hundred each about every half minute. What is not well is always asked anew.
 *
 * With many relays nobody may come at the moment when the next question is due, so the cache asks by itself then: what
 * happens to a relay is found out within one round, however its callers come.
 */
export class StatusCache {
  readonly #kept = new Map<string, Kept>();
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
      this.forget(other);
    }
    const kept = this.#kept.get(sid);
    if (kept === undefined) return null;
    return now - kept.at < kept.everyMs + (kept.timer === null ? 0 : renewalMs) ? kept.status : null;
  }

  /** `renew` asks the vendor once more, and keeps the answer here. It must not reject. */
  keep(sid: string, status: RelayStatus, renew: () => Promise<void>): void {
    this.#drop(sid);
    const everyMs = (this.#asked.size / this.perSecond) * 1000;
    if (status.state !== "running" || status.health !== "good" || everyMs < leastMs) return;
    const timer = everyMs > renewedFromMs ? this.clock.setTimeout(() => this.#renew(sid, renew), everyMs) : null;
    this.#kept.set(sid, { status, at: this.clock.monotonic(), everyMs, timer });
  }

  /** It has ended, or something has become known of it. */
  forget(sid: string): void {
    this.#asked.delete(sid);
    this.#drop(sid);
  }

  #drop(sid: string): void {
    const timer = this.#kept.get(sid)?.timer ?? null;
    if (timer !== null) this.clock.clearTimeout(timer);
    this.#kept.delete(sid);
  }

  /** Asks no more by itself. */
  close(): void {
    for (const sid of [...this.#asked.keys(), ...this.#kept.keys()]) this.forget(sid);
  }

  #renew(sid: string, renew: () => Promise<void>): void {
    const askedAt = this.#asked.get(sid);
    if (askedAt !== undefined && this.clock.monotonic() - askedAt <= countedMs) void renew();
    else this.forget(sid);
  }
}

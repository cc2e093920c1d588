import type { Clock, StopReceipt } from "@hybrid-stream/spec";

/** Agora may move a converter to another machine, and finds it again within so long. */
export const absenceProofSeconds = 120;

const forgetAfterMs = 3_600_000;

interface Record {
  /** When it was first not found, in a row. */
  missingSince: number | null;
  /** Agora took an order to delete it, or said that it was destroyed. */
  ended: boolean;
  proven: boolean;
  touchedAt: number;
}

/**
 * What this process knows about converters that cannot be found. A 404 alone is no proof, because Agora answers the same
 * while it moves a converter; it is one after 120 s of nothing else, and at once for a converter of which Agora has
 * confirmed the end: a move brings back what runs, not what was deleted. Another process knows nothing of this and
 * starts to count anew, which is slower but never wrong.
 */
export class Absence {
  readonly #clock: Clock;
  readonly #records = new Map<string, Record>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  isProven(key: string): boolean {
    return this.#records.get(key)?.proven === true;
  }

  /** It was seen to exist: whatever its absence had proven, it proves no more. */
  present(key: string): void {
    const record = this.#records.get(key);
    if (!record) return;
    record.missingSince = null;
    record.proven = false;
  }

  /** A request that creates it is about to be sent: what is known of an earlier one of that name holds no more. */
  begins(key: string): void {
    this.#records.delete(key);
  }

  /** Agora confirmed its end, by the answer to a delete or by a notification. */
  ended(key: string): void {
    this.#touch(key).ended = true;
  }

  /** It was not found. Says what that proves. */
  missing(key: string): StopReceipt {
    const record = this.#touch(key);
    const now = this.#clock.monotonic();
    record.missingSince ??= now;
    const leftMs = record.missingSince + absenceProofSeconds * 1000 - now;
    record.proven ||= record.ended || leftMs <= 0;
    return record.proven
      ? { outcome: "proven", provableAfterMs: 0 }
      : { outcome: "unproven", provableAfterMs: Math.ceil(leftMs) };
  }

  #touch(key: string): Record {
    const now = this.#clock.monotonic();
    const record = this.#records.get(key) ?? { missingSince: null, ended: false, proven: false, touchedAt: now };
    // Set anew, so that the oldest stand first and can be forgotten.
    this.#records.delete(key);
    this.#records.set(key, record);
    record.touchedAt = now;
    for (const [each, { touchedAt }] of this.#records) {
      if (now - touchedAt < forgetAfterMs) break;
      this.#records.delete(each);
    }
    return record;
  }
}

import type { Clock, Hint } from "@hybrid-stream/spec";

const keptMs = 24 * 3600 * 1000;
const unmatchedMs = 10 * 60 * 1000;

/** Hints that were not taken yet, and the ids of those of the last 24 h. */
export class MemoryHints {
  readonly #seen = new Map<string, number>();
  #waiting: { hint: Hint; channelId: string | null; at: number }[] = [];

  constructor(private readonly clock: Clock) {}

  put(hint: Hint, channelId: string | null): boolean {
    const now = this.clock.now().getTime();
    this.#forget(now);
    const key = `${hint.provider}/${hint.id}`;
    if (this.#seen.has(key)) return false;
    this.#seen.set(key, now);
    this.#waiting.push({ hint: structuredClone(hint), channelId, at: now });
    return true;
  }

  take(query: { readonly channelId: string; readonly vendorRefs: readonly string[] }): Hint[] {
    this.#forget(this.clock.now().getTime());
    const matches = ({ hint, channelId }: { hint: Hint; channelId: string | null }): boolean =>
      channelId === query.channelId || query.vendorRefs.includes(hint.vendorRef);
    const taken = this.#waiting.filter(matches);
    if (taken.length > 0) this.#waiting = this.#waiting.filter((waiting) => !matches(waiting));
    return taken.map(({ hint }) => hint);
  }

  #forget(now: number): void {
    for (const [key, at] of this.#seen) {
      if (now - at < keptMs) break;
      this.#seen.delete(key);
    }
    // A hint may name a handle that nobody has stored yet; after ten minutes nobody will.
    this.#waiting = this.#waiting.filter(({ at }) => now - at < unmatchedMs);
  }
}

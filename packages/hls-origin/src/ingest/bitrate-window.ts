const windowMs = 5_000;
const bucketMs = 250;
const shortestSpanMs = 1_000;

/** The mean bitrate over the last 5 s, in buckets of a quarter of a second. */
export class BitrateWindow {
  readonly #startedAt: number;
  #buckets: { readonly at: number; bytes: number }[] = [];

  constructor(now: number) {
    this.#startedAt = now;
  }

  add(now: number, bytes: number): void {
    const last = this.#buckets.at(-1);
    if (last && now - last.at < bucketMs) {
      last.bytes += bytes;
      return;
    }
    this.#forget(now);
    this.#buckets.push({ at: now, bytes });
  }

  /** Kilobits a second. A session younger than a second counts as one second old, or its first burst would look huge. */
  kilobitsPerSecond(now: number): number {
    this.#forget(now);
    const bytes = this.#buckets.reduce((sum, bucket) => sum + bucket.bytes, 0);
    const spanMs = Math.min(windowMs, Math.max(shortestSpanMs, now - this.#startedAt));
    return Math.round((bytes * 8) / spanMs);
  }

  #forget(now: number): void {
    this.#buckets = this.#buckets.filter((bucket) => now - bucket.at <= windowMs);
  }
}

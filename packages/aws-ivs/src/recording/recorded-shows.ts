const remembered = 10_000;

/** Where the recordings of ended shows are, as far as events have told this process. */
export class RecordedShows {
  readonly #urls = new Map<string, string>();
  /** Channels whose last show was to leave nothing: an event about it may still come. */
  readonly #discarded = new Set<string>();

  /** The latest recording of the channel; `null` when none is known. */
  urlOf(channelArn: string): string | null {
    return this.#urls.get(channelArn) ?? null;
  }

  ended(channelArn: string, url: string): void {
    if (this.#discarded.has(channelArn)) return;
    this.#urls.delete(channelArn);
    this.#urls.set(channelArn, url);
    const oldest = this.#urls.keys().next();
    if (this.#urls.size > remembered && !oldest.done) this.#urls.delete(oldest.value);
  }

  /** Viewers are offered the last show no more. */
  discard(channelArn: string): void {
    this.#urls.delete(channelArn);
    this.#discarded.add(channelArn);
    const oldest = this.#discarded.keys().next();
    if (this.#discarded.size > remembered && !oldest.done) this.#discarded.delete(oldest.value);
  }

  /** A new show begins on the channel. */
  nextShow(channelArn: string): void {
    this.#discarded.delete(channelArn);
  }
}

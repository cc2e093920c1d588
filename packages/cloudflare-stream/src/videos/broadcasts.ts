/** What is remembered of an input's broadcasts, so that playback addresses need no request. */
export interface KnownBroadcasts {
  /** The one that runs. */
  readonly running: string | null;
  /** The last one that can be played as a recording; `undefined` while nobody has looked. */
  readonly recorded: string | null | undefined;
}

const none: KnownBroadcasts = { running: null, recorded: undefined };
const remembered = 10_000;

/** A memory of this process; a new one learns from the first status. */
export class Broadcasts {
  readonly #known = new Map<string, KnownBroadcasts>();

  of(inputId: string): KnownBroadcasts {
    return this.#known.get(inputId) ?? none;
  }

  running(inputId: string, videoId: string | null): void {
    this.#set(inputId, { ...this.of(inputId), running: videoId });
  }

  recorded(inputId: string, videoId: string | null): void {
    const { running } = this.of(inputId);
    this.#set(inputId, { running: running === videoId ? null : running, recorded: videoId });
  }

  #set(inputId: string, known: KnownBroadcasts): void {
    this.#known.delete(inputId);
    this.#known.set(inputId, known);
    // The one that was not touched for longest goes first.
    const oldest = this.#known.size > remembered ? this.#known.keys().next() : null;
    if (oldest?.done === false) this.#known.delete(oldest.value);
  }
}

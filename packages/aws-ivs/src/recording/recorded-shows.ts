const remembered = 10_000;

function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  const oldest = map.keys().next();
  if (map.size > remembered && !oldest.done) map.delete(oldest.value);
}

/** A recording that has come to its end. */
export interface EndedRecording {
  readonly channelArn: string;
  readonly url: string;
  /** By the event: when it ended, and how long it is; `null` when the event does not tell. Milliseconds since 1970. */
  readonly endedAt: number;
  readonly durationMs: number | null;
}

/** Where the recordings of ended shows are, as far as events have told this process. */
export class RecordedShows {
  readonly #latest = new Map<string, EndedRecording>();
  /** When the show of a channel was to leave nothing. An event about it may come hours later. */
  readonly #discardedAt = new Map<string, number>();

  /** The latest recording of the channel; `null` when none is known. */
  urlOf(channelArn: string): string | null {
    return this.#latest.get(channelArn)?.url ?? null;
  }

  /** Events come in any order: an older recording than the known one changes nothing. */
  ended(recording: EndedRecording): void {
    const { channelArn, endedAt, durationMs } = recording;
    const known = this.#latest.get(channelArn);
    if (known !== undefined && known.endedAt > endedAt) return;
    const discardedAt = this.#discardedAt.get(channelArn);
    const began = durationMs === null ? null : endedAt - durationMs;
    // Of a show that was begun before, however late the event comes.
    if (discardedAt !== undefined && (began === null || began < discardedAt)) return;
    remember(this.#latest, channelArn, recording);
  }

  /** Viewers are offered the shows until now no more. */
  discard(channelArn: string, now: number): void {
    this.#latest.delete(channelArn);
    remember(this.#discardedAt, channelArn, now);
  }
}

import { type Clock, HybridStreamError } from "@hybrid-stream/spec";
import {
  contentTypeOf,
  isEntryPlaylist,
  livePlaylistCacheControl,
  recordingCacheControl,
} from "../serve/media-types.js";
import { settleAll } from "./settle-all.js";

/** The bandwidths in the list of renditions change with every segment: so often is enough. */
const entryRewriteMs = 30_000;

/**
 * A playlist is not written more often than this. R2 takes one write a second to the same key
 * (https://developers.cloudflare.com/r2/platform/limits/), and a little is left for the way there.
 */
const leastIntervalMs = 1_100;

/** Requests for one stream's playlists. */
export interface PlaylistRequests {
  put(file: string, text: string, kind: { contentType: string; cacheControl: string }): Promise<void>;
  delete(file: string): Promise<void>;
}

/** Brings the playlists in the bucket up to date: what has not changed is not written. */
export class StoredPlaylists {
  readonly #stored: Map<string, { readonly text: string; readonly at: number }>;
  readonly #requests: PlaylistRequests;
  readonly #clock: Clock;

  constructor(known: Iterable<string>, requests: PlaylistRequests, clock: Clock) {
    this.#clock = clock;
    this.#stored = new Map([...known].map((file) => [file, { text: "", at: Number.NEGATIVE_INFINITY }]));
    this.#requests = requests;
  }

  get files(): string[] {
    return [...this.#stored.keys()];
  }

  /** A list of renditions never names a playlist that is not there: it is written last, and deleted first. */
  async bringUpToDate(texts: ReadonlyMap<string, string>): Promise<void> {
    const changed = [...texts].filter(([file, text]) => this.#isChanged(file, text));
    for (const isEntry of [false, true]) {
      const group = changed.filter(([file]) => isEntryPlaylist(file) === isEntry);
      await settleAll(group.map(([file, text]) => this.#put(file, text)));
    }
    const gone = this.files.filter((file) => !texts.has(file));
    for (const isEntry of [true, false]) {
      const group = gone.filter((file) => isEntryPlaylist(file) === isEntry);
      await settleAll(group.map((file) => this.#delete(file)));
    }
  }

  /** How long until every playlist that has changed may be written. Milliseconds; 0: at once. */
  pauseFor(texts: ReadonlyMap<string, string>): number {
    const changed = [...texts].filter(([file, text]) => this.#isChanged(file, text));
    const latest = Math.max(...changed.map(([file]) => this.#stored.get(file)?.at ?? Number.NEGATIVE_INFINITY));
    return Math.max(0, latest + leastIntervalMs - this.#clock.monotonic());
  }

  #isChanged(file: string, text: string): boolean {
    const stored = this.#stored.get(file);
    if (stored === undefined || !isEntryPlaylist(file)) return stored?.text !== text;
    if (stored.text === text) return false;
    return (
      withoutBandwidths(stored.text) !== withoutBandwidths(text) ||
      this.#clock.monotonic() - stored.at >= entryRewriteMs
    );
  }

  async #put(file: string, text: string): Promise<void> {
    const cacheControl = file.includes("recording-") ? recordingCacheControl : livePlaylistCacheControl;
    const before = this.#stored.get(file)?.at ?? Number.NEGATIVE_INFINITY;
    try {
      await this.#requests.put(file, text, { contentType: contentTypeOf(file), cacheControl });
      this.#stored.set(file, { text, at: this.#clock.monotonic() });
    } catch (thrown) {
      // What was refused is not written. Where no answer came it may be, so that counts for the pace; and either way it
      // is written again.
      const isRefused = HybridStreamError.isInstance(thrown) && thrown.fault !== "network";
      this.#stored.set(file, { text: "", at: isRefused ? before : this.#clock.monotonic() });
      throw thrown;
    }
  }

  async #delete(file: string): Promise<void> {
    await this.#requests.delete(file);
    this.#stored.delete(file);
  }
}

function withoutBandwidths(text: string): string {
  return text.replace(/BANDWIDTH=\d+/g, "");
}

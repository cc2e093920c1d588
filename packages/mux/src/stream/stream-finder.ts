import { HybridStreamError } from "@hybrid-stream/spec";
import type { MuxLiveStream } from "../api/answers.js";
import { unlessAborted } from "../api/given-up.js";
import type { LiveStreams } from "../api/live-streams.js";
import type { Calling } from "../api/mux-client.js";

type Index = ReadonlyMap<string, MuxLiveStream>;

const remembered = 10_000;
/** Of lists that something was deleted under. */
const mostTries = 3;

/** The oldest, so that two that were made for one stream by a race are always judged alike. */
function older(one: MuxLiveStream, other: MuxLiveStream | undefined): MuxLiveStream {
  if (other === undefined) return one;
  const age = (stream: MuxLiveStream): number => stream.createdAt?.getTime() ?? Number.POSITIVE_INFINITY;
  if (age(one) !== age(other)) return age(one) < age(other) ? one : other;
  return one.id < other.id ? one : other;
}

/**
 * Finds live streams by `passthrough`, for which Mux has no filter: by the whole list. Whoever asks while a list is
 * being read shares the next one, so that a thousand questions at once cost two readings.
 */
export class StreamFinder {
  readonly #provider: string;
  readonly #liveStreams: LiveStreams;
  /** What this process made or found: asked for by its id. */
  readonly #ids = new Map<string, string>();
  #reading: Promise<unknown> | null = null;
  #next: Promise<Index> | null = null;
  #deletions = 0;

  constructor(provider: string, liveStreams: LiveStreams) {
    this.#provider = provider;
    this.#liveStreams = liveStreams;
  }

  remember({ passthrough, id }: MuxLiveStream): void {
    if (passthrough === null) return;
    this.#ids.set(passthrough, id);
    const [oldest] = this.#ids.keys();
    if (this.#ids.size > remembered && oldest !== undefined) this.#ids.delete(oldest);
  }

  /** A list that is read in pages moves up under a reader when something is deleted, and may hide an entry. */
  deleted(id: string): void {
    this.#deletions += 1;
    for (const [passthrough, known] of this.#ids) if (known === id) this.#ids.delete(passthrough);
  }

  /** `null` when Mux has no such stream. */
  async find(passthrough: string, calling: Calling): Promise<MuxLiveStream | null> {
    const known = this.#ids.get(passthrough);
    const found = known === undefined ? null : await this.#get(known, passthrough, calling);
    if (found !== null) return found;
    for (let tries = 1; ; tries += 1) {
      const deletions = this.#deletions;
      const stream = (await this.#list(calling)).get(passthrough);
      if (stream !== undefined) {
        this.remember(stream);
        return stream;
      }
      if (deletions === this.#deletions || tries === mostTries) return null;
    }
  }

  async #get(id: string, passthrough: string, calling: Calling): Promise<MuxLiveStream | null> {
    try {
      const stream = await this.#liveStreams.get(id, calling);
      return stream.passthrough === passthrough ? stream : null;
    } catch (thrown) {
      if (!HybridStreamError.isInstance(thrown) || thrown.code !== "not-found") throw thrown;
      return null;
    }
  }

  /** A list whose reading began after this call. */
  async #list(calling: Calling): Promise<Index> {
    const { operation, call } = calling;
    for (let shared = this.#next; shared !== null; shared = this.#next) {
      // Somebody else's cancellation or deadline is no answer for this caller.
      const orNone = shared.catch(() => null);
      const index = await unlessAborted(orNone, this.#provider, operation, call);
      if (index !== null) return index;
    }
    this.#next = this.#readAfter(this.#reading, calling);
    return unlessAborted(this.#next, this.#provider, operation, call);
  }

  async #readAfter(before: Promise<unknown> | null, calling: Calling): Promise<Index> {
    await before?.catch(() => {});
    const reading = this.#read(calling);
    this.#reading = reading;
    this.#next = null;
    try {
      return await reading;
    } finally {
      if (this.#reading === reading) this.#reading = null;
    }
  }

  async #read(calling: Calling): Promise<Index> {
    const index = new Map<string, MuxLiveStream>();
    for await (const page of this.#liveStreams.pages(calling)) {
      for (const stream of page) {
        if (stream.passthrough !== null) index.set(stream.passthrough, older(stream, index.get(stream.passthrough)));
      }
    }
    return index;
  }
}

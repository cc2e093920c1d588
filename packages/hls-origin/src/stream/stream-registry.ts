import { join } from "node:path";
import { type Clock, HybridStreamError, type Logger } from "@hybrid-stream/spec";
import { MediaStore } from "./media-store.js";
import { OriginStream } from "./origin-stream.js";
import type { StreamEnvironment } from "./stream-environment.js";
import { type StreamName, streamIdOf } from "./stream-identity.js";
import type { StreamState } from "./stream-state.js";

/** What a new stream is made with. */
export type NewStream = StreamName & Pick<StreamState, "access" | "recording" | "continuityWindowSeconds">;

/** Folder below the origin's directory that viewers' paths are relative to. */
export const publicFolder = "live";

/** How long a retired stream's key generation is remembered. */
const rememberedMs = 30 * 24 * 3_600_000;

/** All streams of one origin, those that are retired but still served or kept included. */
export class StreamRegistry {
  readonly #streams = new Map<string, OriginStream>();
  /** Ids that have been given room and are being made. */
  readonly #admitted = new Set<string>();
  readonly #creating = new Map<string, Promise<OriginStream>>();
  readonly #environment: StreamEnvironment;
  readonly #maxStreams: number;
  readonly #clock: Clock;
  readonly #logger: Logger;

  constructor(environment: StreamEnvironment, maxStreams: number) {
    this.#environment = environment;
    this.#maxStreams = maxStreams;
    this.#clock = environment.clock;
    this.#logger = environment.logger;
  }

  /** Takes over what an earlier process left in the directory. */
  async recover(): Promise<void> {
    const { states, unreadable } = await this.#environment.states.loadAll();
    for (const file of unreadable)
      this.#logger.error({ file }, "the state of a stream cannot be read; it is left alone");
    const forgottenBefore = this.#clock.now().getTime() - rememberedMs;
    for (const state of states) {
      const isForgotten = state.retiredAt !== null && Date.parse(state.retiredAt) < forgottenBefore;
      const stream = await this.#open(state);
      if (isForgotten && stream.isGone) await this.#environment.states.delete(state.streamId);
    }
    await this.tick();
  }

  find(streamId: string): OriginStream | null {
    return this.#streams.get(streamId) ?? null;
  }

  all(): IterableIterator<OriginStream> {
    return this.#streams.values();
  }

  /** Bytes of all segments of all streams. */
  get bytes(): number {
    let bytes = 0;
    for (const stream of this.#streams.values()) bytes += stream.store.table.bytes;
    return bytes;
  }

  /** The stream of this name: the one that is there, a retired one taken into use again, or a new one. */
  create(request: NewStream): Promise<OriginStream> {
    const streamId = streamIdOf(request);
    // One after the other: two calls must not make two objects of one stream.
    const before = this.#creating.get(streamId)?.catch(() => {}) ?? Promise.resolve();
    const creating = before.then(() => this.#createNow(streamId, request));
    this.#creating.set(streamId, creating);
    const forget = (): void => {
      if (this.#creating.get(streamId) === creating) this.#creating.delete(streamId);
    };
    creating.then(forget, forget);
    return creating;
  }

  /** Cuts the stream's publisher and deletes all that is left of it, at once. */
  async forget(streamId: string): Promise<void> {
    const stream = this.#streams.get(streamId);
    if (stream === undefined) return;
    this.#streams.delete(streamId);
    await stream.close();
    await stream.store.deleteAll();
    await this.#environment.states.delete(streamId);
  }

  async tick(): Promise<void> {
    for (const stream of this.#streams.values()) {
      await stream.tick().catch((thrown: unknown) => {
        this.#logger.error({ streamId: stream.id, error: String(thrown) }, "a stream could not be looked after");
      });
      // Its state stays on the disk: made anew, the stream must not take its old keys.
      if (!stream.isForgotten || this.#admitted.has(stream.id)) continue;
      this.#streams.delete(stream.id);
      await stream.store.files.close();
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#streams.values()].map((stream) => stream.close()));
  }

  async #createNow(streamId: string, request: NewStream): Promise<OriginStream> {
    const known = this.find(streamId);
    if (known === null || known.state.retiredAt !== null) this.#requireRoom(streamId);
    this.#admitted.add(streamId);
    try {
      const stream = known ?? (await this.#open(await this.#stateFor(streamId, request)));
      await stream.reopen(request);
      // A tick may just have let go of it, as retired.
      this.#streams.set(streamId, stream);
      return stream;
    } finally {
      this.#admitted.delete(streamId);
    }
  }

  /** The state of a stream that was here before, or a new one, written down. */
  async #stateFor(streamId: string, request: NewStream): Promise<StreamState> {
    const known = await this.#environment.states.load(streamId);
    if (known !== null) return known;
    const { namespace, channelId, streamIncarnation, access, recording, continuityWindowSeconds } = request;
    const state: StreamState = {
      version: 1,
      ...{ streamId, namespace, channelId, streamIncarnation, access, recording, continuityWindowSeconds },
      createdAt: this.#clock.now().toISOString(),
      keyGeneration: 1,
      keyIssued: false,
      targetDurationSeconds: Math.ceil(this.#environment.segmentSeconds),
      recordingsDeletedAt: null,
      retiredAt: null,
    };
    await this.#environment.states.save(state);
    return state;
  }

  async #open(state: StreamState): Promise<OriginStream> {
    const { directory, window, dvrWindow, filesOf, firstNumbers, onOpen } = this.#environment;
    const folder = join(directory, publicFolder, state.streamId);
    const store = new MediaStore({
      directory: folder,
      files: filesOf(state.streamId, folder),
      firstNumbers,
      journalPath: join(directory, "state", `${state.streamId}.journal`),
      window: dvrWindow ?? window,
    });
    store.recording = state.recording;
    await store.recover();
    const stream = new OriginStream(state, store, this.#environment);
    this.#streams.set(state.streamId, stream);
    onOpen(stream);
    return stream;
  }

  #requireRoom(streamId: string): void {
    const inUse = [...this.#streams.values()].filter(({ state }) => state.retiredAt === null).map(({ id }) => id);
    const others = new Set([...inUse, ...this.#admitted]);
    others.delete(streamId);
    const error = { provider: this.#environment.provider, operation: "createLiveStream" };
    if (others.size >= this.#maxStreams) {
      throw new HybridStreamError({
        ...error,
        code: "origin-stream-limit",
        message: `The origin carries ${this.#maxStreams} streams, as many as limits.maxStreams allows. Retire one, or raise the limit.`,
      });
    }
    if (!this.#environment.hasDiskRoom()) {
      throw new HybridStreamError({
        ...error,
        code: "origin-disk-limit",
        message: "The origin's disk budget (limits.maxDiskBytes) is used up. Delete recordings, or raise the limit.",
      });
    }
  }
}

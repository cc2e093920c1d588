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

/** All streams of one origin, those that are retired but still served or kept included. */
export class StreamRegistry {
  readonly #streams = new Map<string, OriginStream>();
  readonly #making = new Map<string, Promise<OriginStream>>();
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
    for (const state of states) {
      const stream = await this.#open(state);
      await stream.tick();
    }
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
  async create(request: NewStream): Promise<OriginStream> {
    const streamId = streamIdOf(request);
    const known = this.#streams.get(streamId);
    if (known === undefined || known.state.retiredAt !== null) this.#requireRoom(streamId);
    const stream = known ?? (await this.#make(streamId, request));
    await stream.reopen(request);
    return stream;
  }

  async tick(): Promise<void> {
    for (const stream of this.#streams.values()) {
      await stream.tick().catch((thrown: unknown) => {
        this.#logger.error({ streamId: stream.id, error: String(thrown) }, "a stream could not be looked after");
      });
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#streams.values()].map((stream) => stream.close()));
  }

  /** One stream even when two calls ask for it at once. */
  #make(streamId: string, request: NewStream): Promise<OriginStream> {
    const underway = this.#making.get(streamId);
    if (underway) return underway;
    const state: StreamState = {
      version: 1,
      streamId,
      namespace: request.namespace,
      channelId: request.channelId,
      streamIncarnation: request.streamIncarnation,
      createdAt: this.#clock.now().toISOString(),
      access: request.access,
      recording: request.recording,
      continuityWindowSeconds: request.continuityWindowSeconds,
      keyGeneration: 1,
      keyIssued: false,
      targetDurationSeconds: Math.ceil(this.#environment.segmentSeconds),
      recordingsDeletedAt: null,
      retiredAt: null,
    };
    const making = this.#environment.states
      .save(state)
      .then(() => this.#open(state))
      .finally(() => this.#making.delete(streamId));
    this.#making.set(streamId, making);
    return making;
  }

  async #open(state: StreamState): Promise<OriginStream> {
    const { directory, window, dvrWindow } = this.#environment;
    const store = new MediaStore({
      directory: join(directory, publicFolder, state.streamId),
      journalPath: join(directory, "state", `${state.streamId}.journal`),
      window: dvrWindow ?? window,
    });
    store.recording = state.recording;
    await store.recover();
    const stream = new OriginStream(state, store, this.#environment);
    this.#streams.set(state.streamId, stream);
    return stream;
  }

  #requireRoom(streamId: string): void {
    const others = [...this.#streams.values()].filter(({ id, state }) => id !== streamId && state.retiredAt === null);
    const error = { provider: this.#environment.provider, operation: "createLiveStream" };
    if (others.length + this.#making.size >= this.#maxStreams && !this.#making.has(streamId)) {
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

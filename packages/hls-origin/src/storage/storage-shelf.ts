import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import {
  type Clock,
  delay,
  type ErrorSummary,
  type Logger,
  type TimerHandle,
  toHybridStreamError,
} from "@hybrid-stream/spec";
import { contentTypeOf, segmentCacheControl } from "../serve/media-types.js";
import type { MediaFiles, OutgoingSegment, StorageReport } from "../stream/media-files.js";
import { OutgoingQueue, type QueueLimits, type WaitingSegment } from "./outgoing-queue.js";
import { RetryLoop } from "./retry-loop.js";
import { settleAll } from "./settle-all.js";
import { ShelfRequests } from "./shelf-requests.js";
import type { StorageAccess } from "./storage-access.js";
import { StoredPlaylists } from "./stored-playlists.js";

const segmentsAtOnce = 4;
const deletionsAtOnce = 8;
/** How long the last segments of a publish, and the objects of an origin without a directory, are waited for. */
const patienceMs = 5_000;

/** What one stream's shelf works with. */
export interface ShelfOptions {
  readonly streamId: string;
  /** The packager's folder of this stream. */
  readonly folder: string;
  readonly access: StorageAccess;
  /** What the bucket held when the origin started, by path below the stream. */
  readonly found: ReadonlyMap<string, number>;
  readonly limits: QueueLimits;
  /** Closing deletes everything: no later process will know these objects. */
  readonly isTemporary: boolean;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * One stream's files in a bucket. Segments first, then the playlists that name them, then the deletion of what no
 * playlist in the bucket names any more.
 */
export class StorageShelf implements MediaFiles {
  readonly #options: ShelfOptions;
  readonly #clock: Clock;
  readonly #queue: OutgoingQueue;
  readonly #requests: ShelfRequests;
  /** Media files that are in the bucket, or may be. */
  readonly #files: Map<string, number>;
  readonly #initsStored = new Map<string, Promise<void>>();
  readonly #playlists: StoredPlaylists;
  /** Files to delete, each once this many rounds of playlists are written. */
  readonly #doomed = new Map<string, number>();
  readonly #sending: RetryLoop;
  readonly #deleting: RetryLoop;
  #compose: (() => ReadonlyMap<string, string>) | null = null;
  #playlistsChanged = false;
  /** Until playlists may be written again; `null`: now. */
  #pause: TimerHandle = null;
  #rounds = { begun: 0, done: 0 };
  /** When the oldest stored segment came that no stored playlist names yet. */
  #unlistedSince: number | null = null;
  #lastLagMs = 0;
  #dropped = 0;
  #error: ErrorSummary | null = null;

  constructor(options: ShelfOptions) {
    const { clock, found, limits } = options;
    this.#options = options;
    this.#clock = clock;
    this.#queue = new OutgoingQueue(limits);
    this.#requests = new ShelfRequests(options.access, options.streamId);
    this.#files = new Map([...found].filter(([file]) => !file.endsWith(".m3u8")));
    this.#playlists = new StoredPlaylists(
      [...found.keys()].filter((file) => file.endsWith(".m3u8")),
      {
        put: (file, text, kind) => this.#requests.put(file, async () => Buffer.from(text), kind),
        delete: (file) => this.#requests.delete(file),
      },
      clock,
    );
    const progress = (): number => this.#requests.succeeded;
    this.#sending = new RetryLoop({
      ...{ clock, progress },
      step: () => this.#send(),
      onFailure: (thrown) => this.#failed(thrown),
    });
    this.#deleting = new RetryLoop({
      ...{ clock, progress },
      step: () => this.#deleteDoomed(),
      onFailure: (thrown) => this.#log(thrown, "old files could not be deleted from the storage yet"),
    });
  }

  get isSettled(): boolean {
    const isQuiet = this.#queue.length === 0 && !this.#playlistsChanged && this.#rounds.begun === this.#rounds.done;
    return isQuiet && this.#doomed.size === 0;
  }

  get report(): StorageReport {
    const oldest = Math.min(this.#unlistedSince ?? Number.POSITIVE_INFINITY, this.#queue.oldest?.arrivedAt ?? Infinity);
    const lagMs = Number.isFinite(oldest) ? this.#clock.monotonic() - oldest : this.#lastLagMs;
    return {
      lagSeconds: lagMs / 1000,
      unsentSegments: this.#queue.length,
      unsentBytes: this.#queue.bytes,
      droppedSegments: this.#dropped,
      storedObjects: this.#files.size + this.#playlists.files.length,
      requests: this.#requests.counts,
      error: this.#error,
    };
  }

  /** The stream is there: from now on its playlists are kept up to date. */
  begin(compose: () => ReadonlyMap<string, string>): void {
    this.#compose = compose;
    this.playlistsChanged();
  }

  playlistsChanged(): void {
    this.#playlistsChanged = true;
    this.#sending.wake();
  }

  async list(): Promise<ReadonlyMap<string, number>> {
    return new Map(this.#files);
  }

  async add(segment: OutgoingSegment): Promise<void> {
    this.#queue.add(segment, this.#clock.monotonic());
    await this.#drop("late");
    this.#sending.wake();
  }

  async drain(folder: string): Promise<void> {
    const patience = new AbortController();
    const wait = delay(this.#clock, patienceMs, patience.signal).catch(() => {});
    await Promise.race([this.#queue.whenEmpty(), wait]);
    patience.abort();
    this.abandon();
    await rm(join(this.#options.folder, folder), { recursive: true, force: true });
  }

  abandon(): void {
    void this.#drop("all");
  }

  async delete(file: string): Promise<void> {
    if (!this.#files.has(file) || this.#doomed.has(file)) return;
    this.#doomed.set(file, this.#rounds.begun + 1);
    this.playlistsChanged();
  }

  async deleteFolder(folder: string): Promise<void> {
    for (const file of this.#files.keys()) if (file.startsWith(`${folder}/`)) await this.delete(file);
  }

  async deleteAll(): Promise<void> {
    this.abandon();
    for (const file of this.#files.keys()) await this.delete(file);
    await rm(this.#options.folder, { recursive: true, force: true });
  }

  async close(): Promise<void> {
    this.abandon();
    this.#clock.clearTimeout(this.#pause);
    await Promise.all([this.#sending.close(), this.#deleting.close()]);
    if (!this.#options.isTemporary) return;
    const all = [...this.#playlists.files, ...this.#files.keys()];
    const deleted = settleAll(all.map((file) => this.#requests.delete(file))).catch((thrown: unknown) => {
      this.#log(thrown, "files stay in the storage: the next origin with this prefix deletes them");
    });
    const patience = new AbortController();
    await Promise.race([deleted, delay(this.#clock, patienceMs, patience.signal).catch(() => {})]);
    patience.abort();
  }

  /** One batch of segments, and the playlists that name them. */
  async #send(): Promise<boolean> {
    await this.#drop("late");
    const batch = this.#queue.first(segmentsAtOnce);
    const sent = settleAll(batch.map((waiting) => this.#sendOne(waiting)));
    const failure = await sent.then(
      () => null,
      (thrown: unknown) => ({ thrown }),
    );
    for (let next = this.#queue.takeSent(); next !== undefined; next = this.#queue.takeSent()) {
      this.#unlistedSince ??= next.arrivedAt;
      await next.segment.onStored();
    }
    await this.#writePlaylists();
    if (failure !== null) throw failure.thrown;
    if (!this.#playlistsChanged) this.#error = null;
    // Before the stream is there nothing can be composed: `begin` wakes this again.
    return this.#queue.length > 0 || (this.#playlistsChanged && this.#compose !== null && this.#pause === null);
  }

  async #sendOne(waiting: WaitingSegment): Promise<void> {
    const { file, initFile, bytes } = waiting.segment;
    if (waiting.isSent) return;
    const local = join(this.#options.folder, file);
    try {
      if (initFile !== null) await this.#sendInit(initFile);
      if (waiting.isDropped) return;
      this.#files.set(file, bytes);
      await this.#requests.put(file, () => readFile(local), {
        contentType: contentTypeOf(file),
        cacheControl: segmentCacheControl,
      });
      waiting.isSent = true;
      await rm(local, { force: true });
    } finally {
      // Given up while it was on its way: it may be there all the same.
      if (waiting.isDropped) {
        this.#files.set(file, bytes);
        await this.delete(file);
      }
    }
  }

  #sendInit(file: string): Promise<void> {
    const underway = this.#initsStored.get(file);
    if (underway) return underway;
    const local = join(this.#options.folder, file);
    this.#files.set(file, 0);
    const kind = { contentType: contentTypeOf(file), cacheControl: segmentCacheControl };
    const stored = this.#requests.put(file, () => readFile(local), kind);
    this.#initsStored.set(file, stored);
    stored.catch(() => this.#initsStored.delete(file));
    return stored;
  }

  async #writePlaylists(): Promise<void> {
    if (!this.#playlistsChanged || this.#compose === null || this.#pause !== null) return;
    const texts = this.#compose();
    const pauseMs = this.#playlists.pauseFor(texts);
    if (pauseMs > 0) {
      this.#pause = this.#clock.setTimeout(() => {
        this.#pause = null;
        this.#sending.wake();
      }, pauseMs);
      return;
    }
    this.#playlistsChanged = false;
    this.#rounds.begun += 1;
    const round = this.#rounds.begun;
    const unlistedSince = this.#unlistedSince;
    try {
      await this.#playlists.bringUpToDate(texts);
    } catch (thrown) {
      this.#playlistsChanged = true;
      throw thrown;
    }
    this.#rounds.done = round;
    if (unlistedSince !== null) this.#lastLagMs = this.#clock.monotonic() - unlistedSince;
    this.#unlistedSince = null;
    if (this.#doomed.size > 0) this.#deleting.wake();
  }

  async #deleteDoomed(): Promise<boolean> {
    const ready = [...this.#doomed].filter(([, round]) => this.#rounds.done >= round);
    const batch = ready.slice(0, deletionsAtOnce);
    await settleAll(
      batch.map(async ([file]) => {
        await this.#requests.delete(file);
        this.#doomed.delete(file);
        this.#files.delete(file);
        this.#initsStored.delete(file);
      }),
    );
    return ready.length > batch.length;
  }

  async #drop(which: "late" | "all"): Promise<void> {
    const dropped = this.#queue.drop(this.#clock.monotonic(), which);
    if (dropped.length === 0) return;
    this.#dropped += dropped.length;
    const { streamId, logger } = this.#options;
    if (which === "late") {
      logger.warn({ streamId, segments: dropped.length }, "the storage is too far behind: segments were left out");
    }
    for (const { segment } of dropped) {
      segment.onDropped();
      await this.delete(segment.file);
      await rm(join(this.#options.folder, segment.file), { force: true });
    }
  }

  #failed(thrown: unknown): void {
    if (this.#error === null) this.#log(thrown, "the storage takes nothing for now");
    this.#error = toHybridStreamError(thrown).toJSON();
  }

  #log(thrown: unknown, message: string): void {
    const { streamId, logger } = this.#options;
    logger.warn({ streamId, error: toHybridStreamError(thrown).toJSON() }, message);
  }
}

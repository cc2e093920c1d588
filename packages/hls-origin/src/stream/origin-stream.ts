import { delay, type EndOptions } from "@hybrid-stream/spec";
import type { PublishDecision, PublishSession } from "../ingest/rtmp-ingest-server.js";
import { stepsBelow } from "../packager/rendition.js";
import { DeliveryLedger } from "../playback/delivery-ledger.js";
import { ViewerSessions, viewerWindowSeconds } from "../playback/viewer-sessions.js";
import { targetDurationOf } from "../playlist/media-playlist.js";
import { isOnAir } from "./end-grace.js";
import { IngestWatch } from "./ingest-watch.js";
import type { MediaStore } from "./media-store.js";
import { runPublish, waitForCodecs } from "./publish.js";
import type { Broadcast } from "./segment-table.js";
import type { StreamEnvironment } from "./stream-environment.js";
import type { StreamState } from "./stream-state.js";

/** A publisher silent for this long is taken for gone, and gives way to a new one. */
const halfOpenMs = 5_000;
/** How long ending and rotating wait for the last segment. */
const settleMs = 4_000;

/** One live stream of the origin: its key, its publisher, its broadcasts. */
export class OriginStream {
  readonly store: MediaStore;
  readonly viewers: ViewerSessions;
  readonly ledger: DeliveryLedger;
  readonly ingest: IngestWatch;
  readonly #environment: StreamEnvironment;
  #state: StreamState;
  /** Resolves when every publish so far has its last segment in the table. */
  #settled: Promise<void> = Promise.resolve();
  #change: Promise<unknown> = Promise.resolve();
  /** The ended broadcast of which it was told that its live playlists are gone. */
  #offAir: string | null = null;

  constructor(state: StreamState, store: MediaStore, environment: StreamEnvironment) {
    this.#state = state;
    this.store = store;
    this.#environment = environment;
    this.viewers = new ViewerSessions(environment.clock);
    this.ledger = new DeliveryLedger(environment.clock);
    this.ingest = new IngestWatch(environment, this.ledger);
    const last = store.table.lastMediaAt() ?? store.table.current?.publishedAt;
    if (last !== undefined) this.ingest.lastMediaWallTime = last;
  }

  get id(): string {
    return this.#state.streamId;
  }

  get state(): Readonly<StreamState> {
    return this.#state;
  }

  /** The broadcast that goes on, connected or inside its continuity window. */
  get broadcast(): Broadcast | null {
    const { current } = this.store.table;
    return current !== null && current.endedAt === null ? current : null;
  }

  /** Distinct viewers now. */
  get viewerCount(): number {
    return this.broadcast === null ? 0 : this.viewers.count(viewerWindowSeconds(this.#state.targetDurationSeconds));
  }

  /** Whether a publisher that shows a key of this generation may publish. The newest wins over a half-open one. */
  authorize(keyGeneration: number): PublishDecision {
    const { clock } = this.#environment;
    if (this.#state.retiredAt !== null || keyGeneration !== this.#state.keyGeneration) {
      return { accept: false, code: "NetStream.Publish.BadName", reason: "This stream key is not valid." };
    }
    if (!this.#environment.hasDiskRoom()) this.ingest.refuse("origin-disk-limit", "The origin's disk budget is full.");
    const refused = this.ingest.refusal;
    if (refused !== null) return { accept: false, code: "NetStream.Publish.Denied", reason: refused.error.message };
    const { session } = this.ingest;
    if (session !== null) {
      if (clock.monotonic() - session.lastMediaAt < halfOpenMs) {
        return { accept: false, code: "NetStream.Publish.BadName", reason: "Another publisher is live on this key." };
      }
      session.cut("replaced by a new publisher");
    }
    return { accept: true, onSession: (accepted) => this.#begin(accepted) };
  }

  /** Marks the key as handed out. */
  issueKey(): Promise<number> {
    return this.#exclusively(async () => {
      if (!this.#state.keyIssued) await this.#save({ keyIssued: true });
      return this.#state.keyGeneration;
    });
  }

  /** A new key. The old one is dead on disk before the publisher is cut. */
  rotateKey(): Promise<number> {
    return this.#exclusively(async () => {
      await this.#save({ keyGeneration: this.#state.keyGeneration + 1, keyIssued: true });
      this.ingest.session?.cut("the stream key was rotated");
      return this.#state.keyGeneration;
    });
  }

  /** The key dies, the publisher is cut, the playlist ends. Any number of times. */
  end({ disposition, recording }: EndOptions): Promise<void> {
    return this.#exclusively(async () => {
      const { clock } = this.#environment;
      if (this.#state.keyIssued) await this.#save({ keyGeneration: this.#state.keyGeneration + 1, keyIssued: false });
      if (disposition === "retire" && this.#state.retiredAt === null) {
        await this.#save({ retiredAt: clock.now().toISOString() });
      }
      this.ingest.session?.cut("the stream ended");
      await this.#waitUntilSettled();
      await this.#endBroadcast();
      if (recording === "delete") await this.#save({ recordingsDeletedAt: clock.now().toISOString() });
    });
  }

  /** Takes a retired or ended stream into use again. Its old keys stay dead. */
  reopen(spec: Pick<StreamState, "access" | "recording" | "continuityWindowSeconds">): Promise<void> {
    return this.#exclusively(async () => {
      const { access, recording, continuityWindowSeconds, retiredAt } = this.#state;
      const isSame =
        retiredAt === null &&
        access === spec.access &&
        recording === spec.recording &&
        continuityWindowSeconds === spec.continuityWindowSeconds;
      if (isSame) return;
      this.store.recording = spec.recording;
      await this.#save({ ...spec, retiredAt: null });
    });
  }

  /** A retired stream of which nothing is left to serve. */
  get isGone(): boolean {
    const isQuiet = this.ingest.session === null && this.broadcast === null;
    return this.#state.retiredAt !== null && isQuiet && this.store.table.bytes === 0;
  }

  /** Whether nothing is left to delete, either. */
  get isForgotten(): boolean {
    return this.isGone && this.store.files.isSettled;
  }

  /** Called about once a second: limits, counters, the end of a broadcast. */
  async tick(): Promise<void> {
    const { clock, hasDiskRoom } = this.#environment;
    this.ledger.viewers(this.viewerCount);
    this.ingest.tick();
    if (this.ingest.session !== null && !hasDiskRoom()) {
      this.ingest.refuse("origin-disk-limit", "The origin's disk budget is used up.");
    }
    const silentMs = clock.now().getTime() - this.ingest.lastMediaWallTime;
    const isOver = this.ingest.session === null && silentMs > this.#state.continuityWindowSeconds * 1000;
    await this.#exclusively(async () => {
      if (isOver && this.ingest.session === null) await this.#endBroadcast();
      await this.#purge();
    });
  }

  /** Cuts the publisher and waits for its last segment. The broadcast may go on in another process. */
  async close(): Promise<void> {
    this.ingest.session?.cut("the origin closes");
    await this.#settled;
    await this.store.files.close();
    this.viewers.clear();
  }

  #begin(session: PublishSession): void {
    this.ingest.begin(session);
    this.#environment.onIngestChange(this.#state, { value: true, reason: "publisher-connected" });
    const run = this.#settled.then(() => this.#publish(session));
    this.#settled = run.catch((thrown: unknown) => {
      session.cut("the origin could not package this publish");
      this.ingest.fail(thrown);
    });
    void session.closed.then(({ reason }) => {
      this.ingest.end(session);
      this.#environment.onIngestChange(this.#state, { value: false, reason });
    });
  }

  async #publish(session: PublishSession): Promise<void> {
    const { clock, ladder } = this.#environment;
    const codecs = await waitForCodecs(session, clock);
    // Cut, or gone, before it had its turn.
    if (this.ingest.session !== session) return;
    if (codecs.video === null && codecs.audio === null) return;
    if (codecs.video !== null && codecs.video !== "h264") {
      this.ingest.refuse("request-rejected", `The publisher sends ${codecs.video} video; this origin takes H.264.`);
      return;
    }
    const { width, height } = codecs;
    const size = width === null || height === null ? null : { width, height };
    const broadcast = await this.#continueOrBegin(stepsBelow(size, ladder));
    const number = this.store.table.publishes - 1;
    const outcome = await runPublish({
      session,
      codecs,
      broadcast,
      number,
      streamId: this.id,
      store: this.store,
      environment: this.#environment,
      onSegment: async ({ rendition, seconds, bytes }) => this.#onSegment(rendition, seconds, bytes),
    });
    if (outcome === "packager-failed") this.ingest.refuse("ffmpeg-crashed", "The packager ended while media came in.");
  }

  async #continueOrBegin(steps: string[]): Promise<Broadcast> {
    const now = this.#environment.clock.now().getTime();
    const isOver = now - this.ingest.interruptedWallTime > this.#state.continuityWindowSeconds * 1000;
    if (isOver) await this.#endBroadcast();
    const going = this.broadcast;
    const publish = this.store.table.publishes;
    await this.store.record({
      kind: "publish",
      publish,
      broadcastId: going?.id ?? `${this.id}-${publish}`,
      steps: going === null ? steps : [...going.steps],
      at: now,
    });
    const begun = this.broadcast;
    if (begun === null) throw new TypeError("a publish begins or continues a broadcast");
    return begun;
  }

  async #onSegment(rendition: string, seconds: number, bytes: number): Promise<void> {
    const target = targetDurationOf(seconds);
    if (target > this.#state.targetDurationSeconds) {
      this.#environment.logger.warn(
        { streamId: this.id, seconds, segmentSeconds: this.#environment.segmentSeconds },
        "a segment is longer than asked for: the publisher's keyframes are too far apart",
      );
      await this.#save({ targetDurationSeconds: target });
    }
    this.ingest.segment(rendition, seconds, bytes);
    await this.store.slide();
    this.#environment.onPlaylistChange(this.id);
  }

  async #endBroadcast(): Promise<void> {
    const going = this.broadcast;
    if (going === null) return;
    this.store.files.abandon();
    const at = this.#environment.clock.now().getTime();
    await this.store.record({ kind: "broadcast-ended", broadcastId: going.id, at });
    this.#environment.onPlaylistChange(this.id);
  }

  /** Deletes what is neither recorded nor served any more. */
  async #purge(): Promise<void> {
    const now = this.#environment.clock.now().getTime();
    const { recording, recordingsDeletedAt, targetDurationSeconds } = this.#state;
    const deletedUntil = recordingsDeletedAt === null ? Number.NEGATIVE_INFINITY : Date.parse(recordingsDeletedAt);
    const gone = new Set<string>();
    for (const broadcast of this.store.table.broadcasts) {
      if (broadcast.endedAt === null || isOnAir(broadcast, targetDurationSeconds, now)) continue;
      const isKept = recording && broadcast.endedAt > deletedUntil;
      const hasMedia = this.store.table.hasMedia(broadcast.id);
      if (!isKept && hasMedia) gone.add(broadcast.id);
    }
    if (gone.size > 0) {
      await this.store.deleteBroadcasts((id) => gone.has(id));
      this.#environment.onPlaylistChange(this.id);
    }
    const { current } = this.store.table;
    if (current !== null && current.id !== this.#offAir && !isOnAir(current, targetDurationSeconds, now)) {
      this.#offAir = current.id;
      this.#environment.onPlaylistChange(this.id);
    }
    if (this.isGone) await this.store.deleteAll();
  }

  async #waitUntilSettled(): Promise<void> {
    const patience = new AbortController();
    await Promise.race([this.#settled, delay(this.#environment.clock, settleMs, patience.signal).catch(() => {})]);
    patience.abort();
  }

  async #save(change: Partial<StreamState>): Promise<void> {
    const next = { ...this.#state, ...change };
    await this.#environment.states.save(next);
    this.#state = next;
  }

  #exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#change.then(work);
    this.#change = result.catch(() => {});
    return result;
  }
}

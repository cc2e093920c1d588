import { type Clock, type ErrorCode, HybridStreamError, type IngestEndpoint, systemClock } from "@hybrid-stream/spec";
import { addKey, findStreamOf, makeStream, readKey, type StreamSetup } from "./fake-stream.js";
import { flow, isAlive, makeTask } from "./fake-task.js";
import type { FakeStream, FakeTask, PlatformOutage, TaskSetup, WorldEvent } from "./fake-world-types.js";

/** What {@link createFakeWorld} takes. */
export interface FakeWorldOptions {
  /** Default {@link systemClock}. */
  readonly clock?: Clock;
  /** Length of each segment of every playlist. Seconds, default 2. */
  readonly segmentSeconds?: number;
}

const reconnectMs = 5_000;

/**
 * What the vendors' side of a test is made of: relay tasks, live streams and the media between them. For fakes; tests
 * use {@link FakeWorld}. It needs no timer of its own: whoever looks makes it catch up with the clock first, in the
 * exact order of events.
 */
export class FakeWorldEngine {
  readonly clock: Clock;
  readonly segmentMs: number;
  readonly streams = new Map<string, FakeStream>();
  readonly tasks = new Map<string, FakeTask>();
  readonly history: WorldEvent[] = [];
  /** Who is there, by source name; nobody told means present. */
  protected readonly publishers = new Map<string, boolean>();
  /** By platform. */
  protected readonly outages = new Map<string, PlatformOutage>();
  readonly #agenda: { at: number; order: number; run: () => void }[] = [];
  /** How far the world has caught up, by `Clock.monotonic`. */
  protected present: number;
  #scheduled = 0;
  readonly #waiting = new Map<string, (() => void)[]>();

  constructor(options: FakeWorldOptions = {}) {
    this.clock = options.clock ?? systemClock;
    this.segmentMs = (options.segmentSeconds ?? 2) * 1000;
    if (!(this.segmentMs > 0)) {
      throw new HybridStreamError({
        code: "invalid-options",
        field: "segmentSeconds",
        message: "segmentSeconds must be more than 0.",
      });
    }
    this.present = this.clock.monotonic();
  }

  /** Brings the world to the clock's time. Everything here does it by itself; call it before you read a task. */
  catchUp(): number {
    const target = this.clock.monotonic();
    for (;;) {
      const next = this.#agenda
        .filter((entry) => entry.at <= target)
        .sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (!next) break;
      this.#agenda.splice(this.#agenda.indexOf(next), 1);
      this.#flow(next.at);
      next.run();
      this.#reconnect();
    }
    this.#flow(target);
    return target;
  }

  publisherPresent(sourceName: string): boolean {
    return this.publishers.get(sourceName) ?? true;
  }

  /** Runs a change at the present moment, and what follows from it. */
  change<Result>(work: () => Result): Result {
    this.catchUp();
    const result = work();
    this.#reconnect();
    return result;
  }

  schedule(delayMs: number, run: () => void): void {
    this.#scheduled += 1;
    this.#agenda.push({ at: this.present + delayMs, order: this.#scheduled, run });
  }

  record(event: Omit<WorldEvent, "at">): void {
    this.history.push({ at: this.present, ...event });
  }

  addTask(setup: TaskSetup): FakeTask {
    return this.change(() => {
      const { startupMs, maxSessionMs } = setup;
      const task = makeTask(setup, { id: `task-${this.tasks.size + 1}`, now: this.present });
      this.tasks.set(task.id, task);
      this.record({ kind: "task-created", taskId: task.id });
      const run = (): void => {
        if (task.state !== "starting") return;
        task.state = "running";
        this.record({ kind: "task-running", taskId: task.id });
      };
      if (startupMs > 0) this.schedule(startupMs, run);
      else run();
      if (maxSessionMs !== null) this.schedule(maxSessionMs, () => this.endTask(task, "stopped", null));
      return task;
    });
  }

  /** Orders a task to end. */
  stopTask(task: FakeTask): void {
    this.change(() => {
      if (task.endedAt !== null || task.state === "stopping") return;
      if (task.stopDelayMs <= 0) {
        this.endTask(task, "stopped", null);
        return;
      }
      task.state = "stopping";
      this.record({ kind: "task-stopping", taskId: task.id });
      this.schedule(task.stopDelayMs, () => this.endTask(task, "stopped", null));
    });
  }

  /** The relay pushes to another address from now on. */
  redirectTask(task: FakeTask, ingest: IngestEndpoint): void {
    this.change(() => {
      this.#disconnect(task);
      task.ingest = ingest;
      task.errorCode = null;
    });
  }

  dateAt(monotonic: number): Date {
    return new Date(this.clock.now().getTime() - this.clock.monotonic() + monotonic);
  }

  endTask(task: FakeTask, state: "stopped" | "failed", errorCode: ErrorCode | null): void {
    if (task.endedAt !== null) return;
    this.#disconnect(task);
    task.state = state;
    task.errorCode = errorCode;
    task.endedAt = this.present;
    this.record({ kind: "task-ended", taskId: task.id, detail: errorCode ?? state });
    for (const resolve of this.#waiting.get(task.id) ?? []) resolve();
    this.#waiting.delete(task.id);
  }

  /** Resolves when the task is over; as everything here, once somebody makes the world catch up. */
  whenEnded(task: FakeTask): Promise<void> {
    this.catchUp();
    if (task.endedAt !== null) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.set(task.id, [...(this.#waiting.get(task.id) ?? []), resolve]);
    });
  }

  addStream(setup: StreamSetup): FakeStream {
    return this.change(() => {
      const stream = makeStream(setup, { id: `stream-${this.streams.size + 1}`, now: this.present });
      this.streams.set(stream.id, stream);
      this.applyOutage(stream);
      this.record({ kind: "stream-created", streamId: stream.id });
      this.newKey(stream, 0);
      return stream;
    });
  }

  protected applyOutage(stream: FakeStream): void {
    const outage = this.outages.get(stream.platform);
    stream.acceptsIngest = !(outage?.ingest ?? false);
    stream.playlistReachable = !(outage?.playlists ?? false);
  }

  /** A new key; those before it die after `fenceDelayMs`. */
  newKey(stream: FakeStream, fenceDelayMs: number): void {
    const former = stream.keys.some((key) => key.deadAt === null);
    this.killKeys(stream, fenceDelayMs);
    const key = addKey(stream);
    this.record({ kind: former ? "key-rotated" : "key-made", streamId: stream.id, detail: key.keyId });
  }

  /** Its keys die at once and its viewers get nothing new; it has ended after `delayMs`. */
  closeStream(stream: FakeStream, delayMs: number): void {
    this.change(() => {
      this.killKeys(stream, 0);
      stream.state = "ending";
      this.record({ kind: "stream-ending", streamId: stream.id });
      const finish = (): void => {
        if (stream.state !== "ending") return;
        stream.state = "ended";
        stream.endedAt = this.present;
        if (stream.recording) stream.recordedBroadcastId = stream.broadcastId ?? stream.recordedBroadcastId;
        stream.broadcastId = null;
        this.record({ kind: "stream-ended", streamId: stream.id });
      };
      if (delayMs > 0) this.schedule(delayMs, finish);
      else finish();
    });
  }

  killKeys(stream: FakeStream, delayMs: number): void {
    for (const key of stream.keys) {
      if (key.deadAt === null) key.deadAt = this.present + delayMs;
    }
    // The moment itself is what cuts the publisher.
    if (delayMs > 0) this.schedule(delayMs, () => {});
  }

  task(taskId: string): FakeTask {
    const task = this.tasks.get(taskId);
    if (task) return task;
    throw new HybridStreamError({
      code: "not-found",
      message: `The fake world has no task ${taskId}; it has ${[...this.tasks.keys()].join(", ") || "none"}.`,
    });
  }

  #flow(until: number): void {
    const elapsed = until - this.present;
    this.present = Math.max(this.present, until);
    if (elapsed <= 0) return;
    for (const stream of this.streams.values()) {
      const writers = [...stream.connections.keys()].map((id) => this.task(id)).filter((task) => !task.stalled);
      flow(stream, writers, { elapsed, now: this.present });
    }
  }

  /** Cuts who may no longer be connected, then connects who wants to and may. */
  #reconnect(): void {
    const alive = [...this.tasks.values()].filter(isAlive);
    for (const task of alive) {
      const stream = task.connectedTo === null ? undefined : this.streams.get(task.connectedTo);
      if (!stream) continue;
      const refusal = findStreamOf(this.streams, task, this.present).refusal;
      if (refusal) this.#lose(task, refusal === "stream-key-rejected" ? "destination-lost" : refusal);
      else if (!this.publisherPresent(task.sourceName)) this.#disconnect(task);
    }
    for (const task of alive) {
      const wants = task.state === "running" && task.connectedTo === null && this.publisherPresent(task.sourceName);
      if (wants && task.errorCode === null) this.#connect(task);
    }
  }

  #connect(task: FakeTask): void {
    const found = findStreamOf(this.streams, task, this.present);
    if (found.refusal) {
      this.record({ kind: "refused", taskId: task.id, detail: found.refusal });
      this.#lose(task, found.refusal);
      return;
    }
    const { stream } = found;
    // A takeover: the platform cuts whoever has the lower priority.
    if (stream.fence === "takeover") {
      for (const id of [...stream.connections.keys()]) this.#lose(this.task(id), "destination-lost");
    }
    stream.connections.set(task.id, readKey(task).priority);
    task.connectedTo = stream.id;
    task.everConnected = true;
    this.record({ kind: "connected", taskId: task.id, streamId: stream.id });
    const gap = stream.lastDropAt === null ? 0 : this.present - stream.lastDropAt;
    if (stream.broadcastId !== null && gap <= stream.continuityWindowSeconds * 1000) return;
    stream.broadcasts += 1;
    stream.broadcastId = `${stream.id}-broadcast-${stream.broadcasts}`;
    if (stream.sequenceRestartsWithBroadcast) stream.mediaMs = 0;
    this.record({ kind: "broadcast-started", streamId: stream.id, detail: stream.broadcastId });
    if (stream.maxSessionMs === null) return;
    const { broadcastId } = stream;
    this.schedule(stream.maxSessionMs, () => {
      if (stream.broadcastId !== broadcastId) return;
      for (const id of [...stream.connections.keys()]) this.#lose(this.task(id), "destination-lost");
      stream.broadcastId = null;
    });
  }

  #disconnect(task: FakeTask): void {
    const stream = task.connectedTo === null ? undefined : this.streams.get(task.connectedTo);
    task.connectedTo = null;
    if (!stream?.connections.delete(task.id)) return;
    if (stream.connections.size === 0) stream.lastDropAt = this.present;
    this.record({ kind: "disconnected", taskId: task.id, streamId: stream.id });
  }

  #lose(task: FakeTask, errorCode: ErrorCode): void {
    if (!task.survivesDestinationLoss) {
      this.endTask(task, "failed", errorCode);
      return;
    }
    this.#disconnect(task);
    task.errorCode = errorCode;
    this.schedule(reconnectMs, () => {
      task.errorCode = null;
    });
  }
}

import { randomUUID } from "node:crypto";
import type { Clock, TimerHandle } from "@hybrid-stream/spec";
import { BitrateWindow } from "./bitrate-window.js";
import { ByteQueue } from "./byte-queue.js";
import { FlvWriter } from "./flv-writer.js";
import type { PublishCodecs, PublishEndReason, PublishSession } from "./ingest-types.js";
import type { RtmpMessage } from "./rtmp-publisher-protocol.js";

export interface LiveSessionOptions {
  readonly clock: Clock;
  readonly remoteAddress: string;
  readonly maxBufferedBytes: number;
  readonly idleTimeoutMs: number;
  /** Called once. Drops the connection. */
  readonly onEnd: (end: { reason: PublishEndReason; detail: string }) => void;
}

/** The server's side of a {@link PublishSession}: it takes messages and ends for the first reason given. */
export class LiveSession implements PublishSession {
  readonly id = randomUUID();
  readonly startedAt: Date;
  readonly remoteAddress: string;
  readonly closed: Promise<{ readonly reason: PublishEndReason }>;
  readonly #options: LiveSessionOptions;
  readonly #writer = new FlvWriter();
  readonly #queue: ByteQueue;
  readonly #bitrate: BitrateWindow;
  #resolveClosed: (end: { readonly reason: PublishEndReason }) => void = () => {};
  #ended = false;
  #idleTimer: TimerHandle = null;
  #bytesReceived = 0;
  #lastMediaAt: number;

  constructor(options: LiveSessionOptions) {
    const { clock } = options;
    this.#options = options;
    this.startedAt = clock.now();
    this.remoteAddress = options.remoteAddress;
    this.#lastMediaAt = clock.monotonic();
    this.#bitrate = new BitrateWindow(this.#lastMediaAt);
    this.#queue = new ByteQueue({
      maxBytes: options.maxBufferedBytes,
      onAbandoned: () => this.end("cut", "the consumer left the media"),
    });
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    this.#queue.push(this.#writer.header);
    this.#watchIdle(options.idleTimeoutMs);
  }

  get media(): AsyncIterable<Uint8Array> {
    return this.#queue;
  }

  get bytesReceived(): number {
    return this.#bytesReceived;
  }

  get bitrateKbps(): number {
    return this.#bitrate.kilobitsPerSecond(this.#options.clock.monotonic());
  }

  get lastMediaAt(): number {
    return this.#lastMediaAt;
  }

  get codecs(): PublishCodecs {
    return this.#writer.codecs;
  }

  cut(reason: string): void {
    this.end("cut", reason);
  }

  take(message: RtmpMessage): void {
    if (this.#ended) return;
    const tag = this.#writer.write(message);
    if (tag === null) return;
    const now = this.#options.clock.monotonic();
    this.#lastMediaAt = now;
    this.#bytesReceived += message.payload.length;
    this.#bitrate.add(now, message.payload.length);
    if (!this.#queue.push(tag)) this.end("too-slow", "the consumer is too far behind");
  }

  /** What is queued reaches the consumer when the publisher ended it, and is dropped when this side did. */
  end(reason: PublishEndReason, detail: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#options.clock.clearTimeout(this.#idleTimer);
    this.#queue.end(reason === "cut" || reason === "too-slow" ? "drop" : "deliver");
    this.#options.onEnd({ reason, detail });
    this.#resolveClosed({ reason });
  }

  #watchIdle(milliseconds: number): void {
    const { clock, idleTimeoutMs } = this.#options;
    this.#idleTimer = clock.setTimeout(() => {
      const left = idleTimeoutMs - (clock.monotonic() - this.#lastMediaAt);
      if (left <= 0) this.end("idle", "no media");
      else this.#watchIdle(left);
    }, milliseconds);
  }
}

import { HybridStreamError, type IngestReception, type ReceivedMedia } from "@hybrid-stream/spec";
import type { OriginStream } from "../stream/origin-stream.js";

/** What a reception is told by its plane. */
export interface ReceptionContext {
  readonly application: string;
  readonly ingestUrl: string;
  readonly playlistUrl: string;
  /** Whether another reception of the application accepts this key. */
  isTaken(key: string): boolean;
  /** Cuts the publisher and deletes the media. */
  forget(): Promise<void>;
}

/** One stream of the plane, with keys that its simulator chose. */
export class OriginReception implements IngestReception {
  readonly application: string;
  readonly ingestUrl: string;
  readonly playlistUrl: string;
  readonly #stream: OriginStream;
  readonly #context: ReceptionContext;
  readonly #formerKeys = new Set<string>();
  readonly #listeners = new Set<() => void>();
  #keys: ReadonlySet<string> = new Set();
  /** The key of the publisher that was admitted last. */
  #admitted: string | null = null;
  #closing: Promise<void> | null = null;

  constructor(stream: OriginStream, context: ReceptionContext) {
    this.#stream = stream;
    this.#context = context;
    this.application = context.application;
    this.ingestUrl = context.ingestUrl;
    this.playlistUrl = context.playlistUrl;
  }

  get streamId(): string {
    return this.#stream.id;
  }

  get publisher(): ReceivedMedia | null {
    const { session } = this.#stream.ingest;
    if (session === null) return null;
    const { width, height, framesPerSecond } = session.codecs;
    const bitrateKbps = session.bytesReceived === 0 ? null : session.bitrateKbps;
    return { connectedAt: session.startedAt, bitrateKbps, width, height, framesPerSecond };
  }

  get viewers(): number {
    return this.#stream.viewers.count(3 * this.#stream.state.targetDurationSeconds);
  }

  get minutesDelivered(): number {
    return this.#stream.ledger.total.secondsDelivered / 60;
  }

  /** @throws `conflict` for a key that another reception of the same application has. */
  setStreamKeys(keys: readonly string[]): void {
    if (keys.some((key) => this.#context.isTaken(key))) {
      const message = "A stream key belongs to another reception of this application already. Keys must be unique.";
      throw new HybridStreamError({ code: "conflict", message, operation: "setStreamKeys", field: "keys" });
    }
    for (const key of this.#keys) this.#formerKeys.add(key);
    this.#keys = new Set(this.#closing === null ? keys : []);
    if (this.#admitted !== null && !this.#keys.has(this.#admitted)) {
      this.#stream.ingest.session?.cut("its stream key is no longer good");
    }
  }

  async disconnectPublisher(): Promise<void> {
    const { session } = this.#stream.ingest;
    session?.cut("disconnected by the simulator");
    await session?.closed;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  accepts(key: string): boolean {
    return this.#keys.has(key);
  }

  /** Whether it accepted this key at some time. */
  knew(key: string): boolean {
    return this.#formerKeys.has(key);
  }

  admits(key: string): void {
    this.#admitted = key;
  }

  changed(): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener();
      } catch {
        // A listener's fault must not reach the publisher.
      }
    }
  }

  async #close(): Promise<void> {
    this.#keys = new Set();
    await this.#context.forget();
    this.#listeners.clear();
  }
}

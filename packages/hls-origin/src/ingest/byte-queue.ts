import { HybridStreamError } from "@hybrid-stream/spec";

/** A queue of bytes between a producer that cannot wait and one consumer that must keep up. */
export class ByteQueue implements AsyncIterable<Uint8Array> {
  readonly #maxBytes: number;
  readonly #onAbandoned: () => void;
  #chunks: Uint8Array[] = [];
  #bytes = 0;
  #ended = false;
  #taken = false;
  #wake: (() => void) | null = null;

  constructor(options: { maxBytes: number; onAbandoned: () => void }) {
    this.#maxBytes = options.maxBytes;
    this.#onAbandoned = options.onAbandoned;
  }

  /** False when the consumer is too far behind; the chunk is not taken then. */
  push(chunk: Uint8Array): boolean {
    if (this.#ended) return true;
    if (this.#bytes + chunk.length > this.#maxBytes) return false;
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    this.#signal();
    return true;
  }

  /** No more will come. What is queued is still delivered, unless it is dropped. */
  end(rest: "deliver" | "drop"): void {
    this.#ended = true;
    if (rest === "drop") this.#clear();
    this.#signal();
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    if (this.#taken) {
      throw new HybridStreamError({
        code: "source-not-reopenable",
        message: "The media of a publish session can be read once only: keep the first iterator.",
        field: "media",
      });
    }
    this.#taken = true;
    return this.#read();
  }

  async *#read(): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for (;;) {
        // One big chunk for many small tags: a consumer that writes to a pipe then needs fewer system calls.
        if (this.#chunks.length > 0) yield this.#takeAll();
        else if (this.#ended) return;
        else await this.#arrival();
      }
    } finally {
      if (!this.#ended) this.#onAbandoned();
    }
  }

  #takeAll(): Uint8Array {
    const chunk = Buffer.concat(this.#chunks, this.#bytes);
    this.#clear();
    return chunk;
  }

  #clear(): void {
    this.#chunks = [];
    this.#bytes = 0;
  }

  #arrival(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #signal(): void {
    this.#wake?.();
    this.#wake = null;
  }
}

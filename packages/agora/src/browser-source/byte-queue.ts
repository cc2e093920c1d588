interface Waiting {
  readonly resolve: (next: IteratorResult<Uint8Array>) => void;
  readonly reject: (reason: unknown) => void;
}

/** Chunks on their way from one producer to one consumer, no more than a bound of them at a time. */
export class ByteQueue implements AsyncIterable<Uint8Array> {
  readonly #maxBytes: number;
  readonly #chunks: Uint8Array[] = [];
  #bytes = 0;
  #end: { readonly error: unknown } | null = null;
  #reader: Waiting | null = null;
  #writers: (() => void)[] = [];

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bufferedBytes(): number {
    return this.#bytes;
  }

  get hasEnded(): boolean {
    return this.#end !== null;
  }

  /** Resolves when there is room for the next one. After the end chunks are dropped. */
  async push(chunk: Uint8Array): Promise<void> {
    if (this.#end !== null || chunk.length === 0) return;
    if (this.#reader !== null) {
      const { resolve } = this.#reader;
      this.#reader = null;
      resolve({ done: false, value: chunk });
      return;
    }
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes >= this.#maxBytes) await new Promise<void>((resolve) => this.#writers.push(resolve));
  }

  /** The consumer gets what is there, and then the error, or the end when there is none. The first call counts. */
  end(error: unknown = null): void {
    if (this.#end !== null) return;
    this.#end = { error };
    this.#release();
    const reader = this.#reader;
    this.#reader = null;
    if (error === null) reader?.resolve({ done: true, value: undefined });
    else reader?.reject(error);
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return {
      next: () => this.#next(),
      return: async () => {
        this.end();
        this.#chunks.length = 0;
        this.#bytes = 0;
        return { done: true, value: undefined };
      },
    };
  }

  #next(): Promise<IteratorResult<Uint8Array>> {
    const chunk = this.#chunks.shift();
    if (chunk !== undefined) {
      this.#bytes -= chunk.length;
      if (this.#bytes < this.#maxBytes) this.#release();
      return Promise.resolve({ done: false, value: chunk });
    }
    if (this.#end === null) {
      return new Promise((resolve, reject) => {
        this.#reader = { resolve, reject };
      });
    }
    const { error } = this.#end;
    return error === null ? Promise.resolve({ done: true, value: undefined }) : Promise.reject(error);
  }

  #release(): void {
    for (const resolve of this.#writers.splice(0)) resolve();
  }
}

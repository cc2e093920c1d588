import { readFile } from "node:fs/promises";

/** Whole files in memory, the least lately used go first. Each is read once, however many ask at the same time. */
export class SegmentCache {
  readonly #maxBytes: number;
  readonly #files = new Map<string, Buffer>();
  readonly #reading = new Map<string, Promise<Buffer>>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** @throws what reading the file throws. */
  get(path: string): Promise<Buffer> | Buffer {
    const known = this.#files.get(path);
    if (known !== undefined) {
      this.#files.delete(path);
      this.#files.set(path, known);
      return known;
    }
    const underway = this.#reading.get(path);
    if (underway) return underway;
    const reading = readFile(path)
      .then((content) => {
        this.#keep(path, content);
        return content;
      })
      .finally(() => this.#reading.delete(path));
    this.#reading.set(path, reading);
    return reading;
  }

  clear(): void {
    this.#files.clear();
    this.#bytes = 0;
  }

  #keep(path: string, content: Buffer): void {
    // A file that would push out half of everything else is not worth it.
    if (content.length > this.#maxBytes / 2) return;
    this.#files.set(path, content);
    this.#bytes += content.length;
    for (const [oldest, { length }] of this.#files) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#files.delete(oldest);
      this.#bytes -= length;
    }
  }
}

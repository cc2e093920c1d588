import type { FileKind, StorageAccess } from "./storage-access.js";

/** One stream's requests to the bucket, counted. */
export class ShelfRequests {
  readonly #access: StorageAccess;
  readonly #streamId: string;
  #puts = 0;
  #deletes = 0;
  #succeeded = 0;

  constructor(access: StorageAccess, streamId: string) {
    this.#access = access;
    this.#streamId = streamId;
  }

  /** All that were sent. */
  get counts(): { readonly puts: number; readonly deletes: number } {
    return { puts: this.#puts, deletes: this.#deletes };
  }

  get succeeded(): number {
    return this.#succeeded;
  }

  async put(file: string, read: () => Promise<Uint8Array>, kind: FileKind): Promise<void> {
    const readNow = async (): Promise<Uint8Array> => {
      this.#puts += 1;
      return read();
    };
    await this.#access.put(`${this.#streamId}/${file}`, readNow, kind);
    this.#succeeded += 1;
  }

  async delete(file: string): Promise<void> {
    this.#deletes += 1;
    await this.#access.delete(`${this.#streamId}/${file}`);
    this.#succeeded += 1;
  }
}

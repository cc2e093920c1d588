import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { MediaFiles, OutgoingSegment } from "../stream/media-files.js";

/** Files that viewers get from the folder into which the packager writes. */
export class DiskFiles implements MediaFiles {
  readonly isSettled = true;
  readonly report = null;
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  async list(): Promise<ReadonlyMap<string, number>> {
    const files = new Map<string, number>();
    for (const folder of await readdir(this.#directory).catch(() => [])) {
      if (!/^p\d+$/.test(folder)) continue;
      for (const rendition of await readdir(join(this.#directory, folder))) {
        for (const name of await readdir(join(this.#directory, folder, rendition)).catch(() => [])) {
          const file = `${folder}/${rendition}/${name}`;
          const found = await stat(join(this.#directory, file)).catch(() => null);
          if (found !== null) files.set(file, found.size);
        }
      }
    }
    return files;
  }

  add(segment: OutgoingSegment): Promise<void> {
    return segment.onStored();
  }

  async drain(): Promise<void> {}

  abandon(): void {}

  async delete(file: string): Promise<void> {
    await rm(join(this.#directory, file), { force: true });
  }

  async deleteFolder(folder: string): Promise<void> {
    await rm(join(this.#directory, folder), { recursive: true, force: true });
  }

  async deleteAll(): Promise<void> {
    await rm(this.#directory, { recursive: true, force: true });
  }

  async close(): Promise<void> {}
}

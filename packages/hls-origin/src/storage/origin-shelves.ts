import type { Clock, Logger } from "@hybrid-stream/spec";
import { type PlaylistWindows, StreamPlaylists } from "../serve/stream-playlists.js";
import type { OriginStream } from "../stream/origin-stream.js";
import { OrphanSweep } from "./orphan-sweep.js";
import { StorageAccess } from "./storage-access.js";
import type { StorageSettings } from "./storage-options.js";
import { StorageShelf } from "./storage-shelf.js";
import { contentsByStream, type StreamContents } from "./stream-contents.js";

/** What the shelves of one origin share. */
export interface ShelvesOptions {
  readonly provider: string;
  readonly storage: StorageSettings;
  readonly isTemporary: boolean;
  readonly windows: PlaylistWindows;
  readonly isKnown: (streamId: string) => boolean;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The bucket of one origin: a shelf for each stream, and what earlier processes left. */
export class OriginShelves {
  readonly #options: ShelvesOptions;
  readonly #access: StorageAccess;
  readonly #sweep: OrphanSweep;
  readonly #shelves = new Map<string, StorageShelf>();
  #found: Map<string, StreamContents>;

  private constructor(options: ShelvesOptions, access: StorageAccess, found: Map<string, StreamContents>) {
    this.#options = options;
    this.#access = access;
    this.#found = found;
    const { isKnown, clock, logger } = options;
    this.#sweep = new OrphanSweep({ access, isKnown, clock, logger });
  }

  /** Looks what is there. @throws what the storage throws: wrong credentials show here. */
  static async open(options: ShelvesOptions): Promise<OriginShelves> {
    const { storage, provider, clock } = options;
    const access = new StorageAccess(storage, { provider, clock });
    return new OriginShelves(options, access, contentsByStream(await access.list()));
  }

  /** A new shelf for a stream. */
  make(streamId: string, folder: string): StorageShelf {
    const { storage, isTemporary, clock, logger } = this.#options;
    const found = this.#found.get(streamId)?.files ?? new Map<string, number>();
    this.#found.delete(streamId);
    const shelf = new StorageShelf({
      ...{ streamId, folder, found, isTemporary, clock, logger },
      access: this.#access,
      limits: storage,
    });
    this.#shelves.set(streamId, shelf);
    return shelf;
  }

  begin(stream: OriginStream): void {
    const playlists = new StreamPlaylists(stream, this.#options.windows, this.#options.clock);
    this.#shelves.get(stream.id)?.begin(() => playlists.composeAll());
  }

  playlistsChanged(streamId: string): void {
    this.#shelves.get(streamId)?.playlistsChanged();
  }

  async tick(): Promise<void> {
    for (const streamId of this.#shelves.keys()) if (!this.#options.isKnown(streamId)) this.#shelves.delete(streamId);
    await this.#sweep.tick();
  }
}

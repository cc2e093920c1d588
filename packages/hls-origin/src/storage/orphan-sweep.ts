import { type Clock, type Logger, toHybridStreamError } from "@hybrid-stream/spec";
import { settleAll } from "./settle-all.js";
import type { StorageAccess } from "./storage-access.js";
import { contentsByStream, type StreamContents } from "./stream-contents.js";

/** Objects that changed later than this may be another process's that still runs. */
const quietMs = 60_000;
const deletionsAtOnce = 16;

/** What the sweep works with. */
export interface SweepOptions {
  readonly access: StorageAccess;
  /** Whether this origin has the stream. */
  readonly isKnown: (streamId: string) => boolean;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Deletes what an origin left whose directory is lost. Not at once: first it must be sure that nobody writes there any
 * more. Recordings stay: they are not this origin's to judge.
 */
export class OrphanSweep {
  readonly #options: SweepOptions;
  readonly #reported = new Set<string>();
  /** By the monotonic clock; `null`: there is nothing to look for. */
  #nextLookAt: number | null = 0;

  constructor(options: SweepOptions) {
    this.#options = options;
  }

  /** Called about once a second. */
  async tick(): Promise<void> {
    const { clock, logger } = this.#options;
    if (this.#nextLookAt === null || clock.monotonic() < this.#nextLookAt) return;
    this.#nextLookAt = clock.monotonic() + quietMs;
    try {
      if (await this.#sweep()) this.#nextLookAt = null;
    } catch (thrown) {
      const error = toHybridStreamError(thrown).toJSON();
      logger.warn({ error }, "what an earlier origin left in the storage could not be deleted yet");
    }
  }

  /** @returns whether all is done. */
  async #sweep(): Promise<boolean> {
    const { access, isKnown, clock, logger } = this.#options;
    let isDone = true;
    for (const [streamId, contents] of contentsByStream(await access.list())) {
      if (isKnown(streamId)) continue;
      if ([...contents.files.keys()].some((file) => /^recording-.*\.m3u8$/.test(file))) {
        this.#tellOnce(streamId, "the storage holds a recording of a stream that this origin does not know: it stays");
      } else if (clock.now().getTime() - contents.changedAt < quietMs) {
        isDone = false;
      } else {
        await this.#delete(streamId, contents);
        logger.info({ streamId, objects: contents.files.size }, "deleted what an earlier origin left in the storage");
      }
    }
    return isDone;
  }

  async #delete(streamId: string, { files }: StreamContents): Promise<void> {
    const { access, isKnown } = this.#options;
    // Playlists first: players then stop asking for the rest.
    const rest = [...files.keys()].sort((one) => (one.endsWith(".m3u8") ? -1 : 1));
    while (rest.length > 0 && !isKnown(streamId)) {
      const batch = rest.splice(0, deletionsAtOnce);
      await settleAll(batch.map((file) => access.delete(`${streamId}/${file}`)));
    }
  }

  #tellOnce(streamId: string, message: string): void {
    if (this.#reported.has(streamId)) return;
    this.#reported.add(streamId);
    this.#options.logger.warn({ streamId }, message);
  }
}

import type { Explanation, HybridStreamOrchestrator } from "@hybrid-stream/orchestrator";

type Entries = Explanation["entries"];

/** Reads the channel's journal as it grows: one read at a time, and one more when something happened meanwhile. */
export class Story {
  readonly #hybrid: HybridStreamOrchestrator;
  readonly #channelId: string;
  readonly #onNew: (entries: Entries) => void;
  #entries: Entries = [];
  #reading: Promise<void> | null = null;
  #again = false;

  constructor(hybrid: HybridStreamOrchestrator, channelId: string, onNew: (entries: Entries) => void) {
    this.#hybrid = hybrid;
    this.#channelId = channelId;
    this.#onNew = onNew;
  }

  get entries(): Entries {
    return this.#entries;
  }

  /** Resolves when everything that has happened until now was told. */
  async read(): Promise<void> {
    this.#again = true;
    this.#reading ??= this.#readAll().finally(() => {
      this.#reading = null;
    });
    await this.#reading;
  }

  async #readAll(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      const { entries } = await this.#hybrid.explain(this.#channelId, { limit: Number.MAX_SAFE_INTEGER });
      const fresh = entries.slice(this.#entries.length);
      this.#entries = entries;
      if (fresh.length > 0) this.#onNew(fresh);
    }
  }
}

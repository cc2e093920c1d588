import type { JournalEntry, JournalPage } from "@hybrid-stream/spec";

const entriesKept = 2000;

/** Every channel's journal in memory, the oldest entries dropped past a limit. */
export class JournalLog {
  readonly #channels = new Map<string, { first: number; entries: JournalEntry[] }>();

  append(entries: readonly JournalEntry[]): void {
    for (const entry of entries) {
      const log = this.#channels.get(entry.channelId) ?? { first: 1, entries: [] };
      this.#channels.set(entry.channelId, log);
      log.entries.push(structuredClone(entry));
      if (log.entries.length > entriesKept * 1.1) {
        const dropped = log.entries.length - entriesKept;
        log.entries.splice(0, dropped);
        log.first += dropped;
      }
    }
  }

  forget(channelId: string): void {
    this.#channels.delete(channelId);
  }

  read(query: { channelId: string; session?: number; after?: string; limit: number }): JournalPage {
    const log = this.#channels.get(query.channelId);
    if (log === undefined) return { entries: [], next: null };
    const start = Math.max(0, Number(query.after ?? 0) + 1 - log.first);
    const page: JournalEntry[] = [];
    let index = start;
    for (; index < log.entries.length && page.length < query.limit; index += 1) {
      const entry = log.entries[index];
      if (entry && (query.session === undefined || entry.session === query.session)) page.push(structuredClone(entry));
    }
    return { entries: page, next: index < log.entries.length ? String(log.first + index - 1) : null };
  }
}

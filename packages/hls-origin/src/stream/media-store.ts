import { appendFile, mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { replaceFile } from "../disk/write-file.js";
import { initFileName } from "../packager/packager-arguments.js";
import type { Segment } from "../playlist/segment.js";
import { type WindowSize, windowStart } from "../playlist/window.js";
import { formatJournal, type JournalEntry, parseJournal } from "./journal-entry.js";
import { SegmentTable } from "./segment-table.js";

/** A segment stays this much longer than any live playlist names it: a slow player may still ask. */
const spareSegments = 4;
/** The journal is rewritten when it is this many lines longer than what it says. */
const journalSlack = 2_000;

/** Where one stream's media lies and how much of it is kept. */
export interface MediaStoreOptions {
  /** The stream's folder: what viewers' paths are relative to. */
  readonly directory: string;
  readonly journalPath: string;
  /** The longest window that a live playlist of this stream has. */
  readonly window: WindowSize;
}

/** One stream's segments on disk, with the table and the journal that say which they are. */
export class MediaStore {
  readonly directory: string;
  /** Whether the segments of every broadcast are kept. */
  recording = false;
  #table = new SegmentTable();
  readonly #options: MediaStoreOptions;
  #linesBeyond = 0;
  #lastWrite: Promise<void> = Promise.resolve();

  constructor(options: MediaStoreOptions) {
    this.#options = options;
    this.directory = options.directory;
  }

  get table(): SegmentTable {
    return this.#table;
  }

  publishDirectory(publish: number): string {
    return join(this.directory, `p${publish}`);
  }

  /** Reads what an earlier process left, drops what is not whole, and deletes files that nothing names. */
  async recover(): Promise<void> {
    const text = await readFile(this.#options.journalPath, "utf8").catch(() => "");
    const table = new SegmentTable();
    for (const entry of parseJournal(text)) table.apply(entry);
    for (const rendition of table.renditions) {
      const missing = new Set<Segment>();
      for (const segment of table.segments(rendition)) {
        const found = await stat(join(this.directory, segment.file)).catch(() => null);
        // Numbers have no holes, so what lies before a lost segment goes with it.
        if (found?.size !== segment.bytes)
          for (const one of table.segments(rendition)) {
            missing.add(one);
            if (one === segment) break;
          }
      }
      table.remove(rendition, (segment) => missing.has(segment));
    }
    this.#table = table;
    await this.#deleteUnnamed();
    if (text !== "") await this.#rewriteJournal();
  }

  /** Writes down what happened; the table has it when this resolves. */
  record(entry: JournalEntry): Promise<void> {
    return this.#inOrder(async () => {
      await mkdir(dirname(this.#options.journalPath), { recursive: true });
      await appendFile(this.#options.journalPath, formatJournal([entry]));
      this.#linesBeyond += 1;
      this.#table.apply(entry);
    });
  }

  /** Deletes what no live playlist names any more; never the segments of a recording. */
  slide(): Promise<void> {
    return this.#inOrder(async () => {
      if (this.recording) return;
      for (const rendition of this.#table.renditions) await this.#slideRendition(rendition);
      if (this.#linesBeyond > journalSlack) await this.#rewriteJournal();
    });
  }

  /** Deletes the media of the broadcasts that `isGone` names. */
  deleteBroadcasts(isGone: (broadcastId: string) => boolean): Promise<void> {
    return this.#inOrder(async () => {
      for (const rendition of this.#table.renditions) {
        await this.#delete(this.#table.remove(rendition, (segment) => isGone(segment.broadcastId)));
      }
      await this.#deleteUnnamed();
      await this.#rewriteJournal();
    });
  }

  /** Deletes everything, the journal too. */
  deleteAll(): Promise<void> {
    return this.#inOrder(async () => {
      this.#table = new SegmentTable();
      await rm(this.directory, { recursive: true, force: true });
      await rm(this.#options.journalPath, { force: true });
    });
  }

  async #slideRendition(rendition: string): Promise<void> {
    const { current } = this.#table;
    const live = current === null ? [] : this.#table.segmentsOf(rendition, current.id);
    const keptFrom = live[Math.max(0, windowStart(live, this.#options.window) - spareSegments)];
    const firstKept = keptFrom?.sequence ?? this.#table.nextSequence(rendition);
    await this.#delete(this.#table.remove(rendition, (segment) => segment.sequence < firstKept));
  }

  async #delete(segments: readonly Segment[]): Promise<void> {
    for (const segment of segments) {
      await rm(join(this.directory, segment.file), { force: true });
      // The folder of an earlier publish goes with its last init segment; FFmpeg still writes into the latest.
      const folder = segment.file.slice(0, segment.file.indexOf("/"));
      const isLatest = folder === `p${this.#table.publishes - 1}`;
      if (!isLatest && !this.#namesFolder(folder)) {
        await rm(join(this.directory, folder), { recursive: true, force: true });
      }
    }
  }

  #namesFolder(folder: string): boolean {
    const isInside = (segment: Segment): boolean => segment.file.startsWith(`${folder}/`);
    return this.#table.renditions.some((name) => this.#table.segments(name).some(isInside));
  }

  async #deleteUnnamed(): Promise<void> {
    for (const folder of await readdir(this.directory).catch(() => [])) {
      if (!/^p\d+$/.test(folder)) continue;
      if (!this.#namesFolder(folder)) await rm(join(this.directory, folder), { recursive: true, force: true });
      else await this.#deleteUnnamedIn(folder);
    }
  }

  async #deleteUnnamedIn(folder: string): Promise<void> {
    for (const rendition of await readdir(join(this.directory, folder))) {
      for (const name of await readdir(join(this.directory, folder, rendition)).catch(() => [])) {
        const isNamed = name === initFileName || this.#table.find(`${folder}/${rendition}/${name}`) !== null;
        if (!isNamed) await rm(join(this.directory, folder, rendition, name), { force: true });
      }
    }
  }

  async #rewriteJournal(): Promise<void> {
    await replaceFile(this.#options.journalPath, formatJournal(this.#table.snapshot()));
    this.#linesBeyond = 0;
  }

  #inOrder(work: () => Promise<void>): Promise<void> {
    const result = this.#lastWrite.then(work);
    this.#lastWrite = result.catch(() => {});
    return result;
  }
}

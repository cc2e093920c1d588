import { appendFile, mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { replaceFile } from "../disk/write-file.js";
import { initFileName } from "../packager/packager-arguments.js";
import type { Segment } from "../playlist/segment.js";
import { type WindowSize, windowStart } from "../playlist/window.js";
import { formatJournal, type JournalEntry, parseJournal } from "./journal-entry.js";
import type { MediaFiles } from "./media-files.js";
import { SegmentTable } from "./segment-table.js";

/** A segment stays this much longer than any live playlist names it: a slow player may still ask. */
const spareSegments = 4;
/** The journal is rewritten when it is this many lines longer than what it says. */
const journalSlack = 2_000;

/** Where one stream's media lies and how much of it is kept. */
export interface MediaStoreOptions {
  /** The stream's folder: the packager writes there. */
  readonly directory: string;
  /** What viewers' paths are relative to. */
  readonly files: MediaFiles;
  readonly journalPath: string;
  /** The longest window that a live playlist of this stream has. */
  readonly window: WindowSize;
  /** The numbers that a stream without a journal begins with. */
  readonly firstNumbers: () => JournalEntry[];
}

/** One stream's segments, with the table and the journal that say which they are. */
export class MediaStore {
  readonly directory: string;
  readonly files: MediaFiles;
  /** Whether the segments of every broadcast are kept. */
  recording = false;
  #table = new SegmentTable();
  readonly #options: MediaStoreOptions;
  #linesBeyond = 0;
  /** What the journal shall begin with. */
  #unwritten: JournalEntry[] = [];
  #lastWrite: Promise<void> = Promise.resolve();

  constructor(options: MediaStoreOptions) {
    this.#options = options;
    this.directory = options.directory;
    this.files = options.files;
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
    if (text === "") this.#beginAnew();
    const table = this.#table;
    for (const entry of parseJournal(text)) table.apply(entry);
    const files = await this.files.list();
    const isWhole = ({ file, bytes, initFile }: Segment): boolean =>
      files.get(file) === bytes && (initFile === null || files.has(initFile));
    for (const rendition of table.renditions) {
      // Numbers have no holes, so what lies before a lost segment goes with it.
      const lost = table.segments(rendition).findLastIndex((segment) => !isWhole(segment));
      table.remove(rendition, (_, index) => index <= lost);
    }
    await this.#deleteUnnamed();
    if (text !== "") await this.#rewriteJournal();
  }

  /** Writes down what happened; the table has it when this resolves. */
  record(entry: JournalEntry): Promise<void> {
    return this.#inOrder(async () => {
      await mkdir(dirname(this.#options.journalPath), { recursive: true });
      await appendFile(this.#options.journalPath, formatJournal([...this.#unwritten, entry]));
      this.#unwritten = [];
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
      this.#beginAnew();
      await this.files.deleteAll();
      await rm(this.#options.journalPath, { force: true });
    });
  }

  #beginAnew(): void {
    this.#table = new SegmentTable();
    this.#unwritten = this.#options.firstNumbers();
    for (const entry of this.#unwritten) this.#table.apply(entry);
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
      await this.files.delete(segment.file);
      // The folder of an earlier publish goes with its last init segment; FFmpeg still writes into the latest.
      const folder = segment.file.slice(0, segment.file.indexOf("/"));
      const isLatest = folder === `p${this.#table.publishes - 1}`;
      if (!isLatest && !this.#namesFolder(folder)) await this.files.deleteFolder(folder);
    }
  }

  #namesFolder(folder: string): boolean {
    const isInside = (segment: Segment): boolean => segment.file.startsWith(`${folder}/`);
    return this.#table.renditions.some((name) => this.#table.segments(name).some(isInside));
  }

  async #deleteUnnamed(): Promise<void> {
    const files = [...(await this.files.list()).keys()];
    const folders = new Set(files.map((file) => file.slice(0, file.indexOf("/"))));
    for (const folder of folders) if (!this.#namesFolder(folder)) await this.files.deleteFolder(folder);
    for (const file of files) {
      const isInit = file.endsWith(`/${initFileName}`);
      const isGone = !this.#namesFolder(file.slice(0, file.indexOf("/")));
      if (!isGone && !isInit && this.#table.find(file) === null) await this.files.delete(file);
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

import type { MediaDescription } from "../packager/describe-init.js";
import { endOf, type Segment } from "../playlist/segment.js";
import type { JournalEntry } from "./journal-entry.js";

/** What goes out without an end in between: one show as viewers see it. */
export interface Broadcast {
  readonly id: string;
  /** Names of the ladder's steps; fixed by the first publish. */
  readonly steps: readonly string[];
  /** Milliseconds since 1970; `null` while it goes on. */
  endedAt: number | null;
  /** When its latest publish began. Milliseconds since 1970. */
  publishedAt: number;
  /** What its renditions hold, by name. */
  readonly descriptions: Map<string, MediaDescription>;
}

interface Rendition {
  nextSequence: number;
  segments: Segment[];
}

/**
 * Every segment of a stream that can still be played, and the numbers for the next one. It changes by journal entries
 * alone, so replaying the journal after a crash gives the same table. Pure.
 */
export class SegmentTable {
  #publishes = 0;
  #nextDiscontinuity = 0;
  #bytes = 0;
  readonly #renditions = new Map<string, Rendition>();
  readonly #byFile = new Map<string, Segment>();
  readonly #initFiles = new Map<string, number>();
  readonly #broadcasts = new Map<string, Broadcast>();
  #current: Broadcast | null = null;
  #version = 0;

  /** Changes whenever a playlist may change. */
  get version(): number {
    return this.#version;
  }

  /** The number of publishes so far: the number of the next one. */
  get publishes(): number {
    return this.#publishes;
  }

  /** The discontinuity number for a publish that has no segment yet. */
  get nextDiscontinuity(): number {
    return this.#nextDiscontinuity;
  }

  /** Bytes of all segments in the table. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The latest broadcast, going on or ended. */
  get current(): Broadcast | null {
    return this.#current;
  }

  get renditions(): string[] {
    return [...this.#renditions.keys()];
  }

  apply(entry: JournalEntry): void {
    this.#version += 1;
    switch (entry.kind) {
      case "base":
        this.#publishes = Math.max(this.#publishes, entry.publishes);
        this.#nextDiscontinuity = Math.max(this.#nextDiscontinuity, entry.nextDiscontinuity);
        for (const [name, next] of Object.entries(entry.nextSequence)) this.#rendition(name).nextSequence = next;
        return;
      case "publish":
        this.#publishes = entry.publish + 1;
        this.#beginPublish(entry);
        return;
      case "rendition":
        this.#broadcasts.get(entry.broadcastId)?.descriptions.set(entry.rendition, entry);
        return;
      case "segment":
        this.#append(entry.rendition, entry.segment);
        return;
      case "broadcast-ended": {
        const broadcast = this.#broadcasts.get(entry.broadcastId);
        if (broadcast) broadcast.endedAt = entry.at;
      }
    }
  }

  /** The number that the rendition's next segment gets. */
  nextSequence(rendition: string): number {
    return this.#renditions.get(rendition)?.nextSequence ?? 0;
  }

  segments(rendition: string): readonly Segment[] {
    return this.#renditions.get(rendition)?.segments ?? [];
  }

  segmentsOf(rendition: string, broadcastId: string): Segment[] {
    return this.segments(rendition).filter((segment) => segment.broadcastId === broadcastId);
  }

  hasMedia(broadcastId: string): boolean {
    const isUsed = (segment: Segment): boolean => segment.broadcastId === broadcastId;
    return this.renditions.some((name) => this.segments(name).some(isUsed));
  }

  /** The current broadcast and those of which segments are left, oldest first. */
  get broadcasts(): Broadcast[] {
    return [...this.#broadcasts.values()];
  }

  /** The segment, or `init` for an init segment that a listed segment needs; `null` for any other path. */
  find(file: string): Segment | "init" | null {
    return this.#byFile.get(file) ?? (this.#initFiles.has(file) ? "init" : null);
  }

  /** When media last came in, as far as segments tell. Milliseconds since 1970. */
  lastMediaAt(): number | null {
    let last: number | null = null;
    for (const { segments } of this.#renditions.values()) {
      const segment = segments.at(-1);
      if (segment !== undefined) last = Math.max(last ?? 0, endOf(segment));
    }
    return last;
  }

  /** Takes the rendition's segments for which `isGone` holds out of the table, and returns them. */
  remove(rendition: string, isGone: (segment: Segment, index: number) => boolean): Segment[] {
    const entry = this.#renditions.get(rendition);
    if (!entry) return [];
    const gone = entry.segments.filter(isGone);
    if (gone.length === 0) return [];
    const removed = new Set(gone);
    entry.segments = entry.segments.filter((segment) => !removed.has(segment));
    for (const segment of gone) this.#forget(segment);
    for (const id of new Set(gone.map((segment) => segment.broadcastId))) this.#forgetIfEmpty(id);
    this.#version += 1;
    return gone;
  }

  /** A journal that gives this table again. */
  snapshot(): JournalEntry[] {
    const nextSequence = Object.fromEntries([...this.#renditions].map(([name, entry]) => [name, entry.nextSequence]));
    const entries: JournalEntry[] = [];
    for (const { id, steps, publishedAt, endedAt, descriptions } of this.#broadcasts.values()) {
      entries.push({ kind: "publish", publish: 0, broadcastId: id, steps: [...steps], at: publishedAt });
      for (const [rendition, { codecs, width, height }] of descriptions) {
        entries.push({ kind: "rendition", broadcastId: id, rendition, codecs, width, height });
      }
      for (const rendition of this.renditions) {
        for (const segment of this.segmentsOf(rendition, id)) entries.push({ kind: "segment", rendition, segment });
      }
      if (endedAt !== null) entries.push({ kind: "broadcast-ended", broadcastId: id, at: endedAt });
    }
    // Last, because entries of single publishes move the numbers.
    entries.push({
      kind: "base",
      publishes: this.#publishes,
      nextDiscontinuity: this.#nextDiscontinuity,
      nextSequence,
    });
    return entries;
  }

  #beginPublish(entry: { broadcastId: string; steps: string[]; at: number }): void {
    const known = this.#broadcasts.get(entry.broadcastId);
    if (known) known.publishedAt = entry.at;
    this.#current = known ?? {
      id: entry.broadcastId,
      steps: entry.steps,
      endedAt: null,
      publishedAt: entry.at,
      descriptions: new Map(),
    };
    this.#broadcasts.set(entry.broadcastId, this.#current);
  }

  #append(name: string, segment: Segment): void {
    const rendition = this.#rendition(name);
    rendition.segments.push(segment);
    rendition.nextSequence = segment.sequence + 1;
    this.#nextDiscontinuity = Math.max(this.#nextDiscontinuity, segment.discontinuity + 1);
    this.#byFile.set(segment.file, segment);
    this.#bytes += segment.bytes;
    if (segment.initFile !== null) {
      this.#initFiles.set(segment.initFile, (this.#initFiles.get(segment.initFile) ?? 0) + 1);
    }
  }

  #forget(segment: Segment): void {
    this.#byFile.delete(segment.file);
    this.#bytes -= segment.bytes;
    if (segment.initFile === null) return;
    const users = (this.#initFiles.get(segment.initFile) ?? 1) - 1;
    if (users > 0) this.#initFiles.set(segment.initFile, users);
    else this.#initFiles.delete(segment.initFile);
  }

  #forgetIfEmpty(broadcastId: string): void {
    if (this.#current?.id !== broadcastId && !this.hasMedia(broadcastId)) this.#broadcasts.delete(broadcastId);
  }

  #rendition(name: string): Rendition {
    const known = this.#renditions.get(name);
    if (known) return known;
    const made: Rendition = { nextSequence: 0, segments: [] };
    this.#renditions.set(name, made);
    return made;
  }
}

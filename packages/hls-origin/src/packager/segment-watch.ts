import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { describeInit, type MediaDescription } from "./describe-init.js";
import { readFinishedSegments } from "./finished-segments.js";
import { ffmpegPlaylistPath, initFileName } from "./packager-arguments.js";

/** A complete segment of one rendition, as it lies on the disk. */
export interface PackagedSegment {
  readonly rendition: string;
  /** File name without folder. */
  readonly name: string;
  readonly seconds: number;
  readonly bytes: number;
}

/** Follows the playlist that FFmpeg writes for one rendition. A look without news is one `stat`. */
export class SegmentWatch {
  readonly #directory: string;
  readonly #rendition: string;
  #lastChange = "";
  #lastIndex = -1;
  #description: MediaDescription | null = null;

  constructor(directory: string, rendition: string) {
    this.#directory = directory;
    this.#rendition = rendition;
  }

  /** The segments that were finished since the last look, in order. */
  async look(): Promise<PackagedSegment[]> {
    const playlist = ffmpegPlaylistPath(this.#directory, this.#rendition);
    const found = await stat(playlist).catch(() => null);
    const change = found === null ? "" : `${found.mtimeMs} ${found.size}`;
    if (found === null || change === this.#lastChange) return [];
    const text = await readFile(playlist, "utf8").catch(() => "");
    const news: PackagedSegment[] = [];
    for (const { name, seconds } of readFinishedSegments(text)) {
      const index = Number.parseInt(name, 10);
      if (!(index > this.#lastIndex)) continue;
      const file = await stat(join(this.#directory, this.#rendition, name)).catch(() => null);
      this.#lastIndex = index;
      if (file !== null && file.size > 0) news.push({ rendition: this.#rendition, name, seconds, bytes: file.size });
    }
    this.#lastChange = change;
    return news;
  }

  /** What the rendition's init segment says; `null` before there is one. It never changes within a publish. */
  async describe(): Promise<MediaDescription | null> {
    if (this.#description !== null) return this.#description;
    const init = await readFile(join(this.#directory, this.#rendition, initFileName)).catch(() => null);
    if (init !== null) this.#description = describeInit(init);
    return this.#description;
  }
}

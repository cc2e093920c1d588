import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "@hybrid-stream/spec";
import { replaceFile } from "../disk/write-file.js";
import type { OriginStream } from "../stream/origin-stream.js";
import { isEntryPlaylist } from "./media-types.js";
import { type PlaylistWindows, StreamPlaylists } from "./stream-playlists.js";

/** Writes a stream's playlists beside its segments, for a web server that serves the directory. */
export class PlaylistFiles {
  readonly #windows: PlaylistWindows;
  readonly #clock: Clock;
  readonly #writing = new Map<string, Promise<void>>();

  constructor(windows: PlaylistWindows, clock: Clock) {
    this.#windows = windows;
    this.#clock = clock;
  }

  /** Brings the files of the stream up to date: what is no longer served is deleted. */
  update(stream: OriginStream): Promise<void> {
    const after = this.#writing.get(stream.id) ?? Promise.resolve();
    const written = after.then(() => this.#write(stream));
    const settled = written.catch(() => {});
    this.#writing.set(stream.id, settled);
    void settled.then(() => {
      if (this.#writing.get(stream.id) === settled) this.#writing.delete(stream.id);
    });
    return written;
  }

  async #write(stream: OriginStream): Promise<void> {
    const texts = new StreamPlaylists(stream, this.#windows, this.#clock).composeAll();
    const { directory } = stream.store;
    if (texts.size > 0) await mkdir(directory, { recursive: true });
    // The media playlists first: a list of renditions must not name one that is not there yet.
    const files = [...texts].sort(([one], [other]) => Number(isEntryPlaylist(one)) - Number(isEntryPlaylist(other)));
    for (const [file, text] of files) await replaceFile(join(directory, file), text);
    for (const file of await readdir(directory).catch(() => [])) {
      if (file.endsWith(".m3u8") && !texts.has(file)) await rm(join(directory, file), { force: true });
    }
  }
}

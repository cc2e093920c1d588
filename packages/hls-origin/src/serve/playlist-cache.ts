import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { PlaylistName, StreamPlaylists } from "./stream-playlists.js";

const gzipped = promisify(gzip);

/** One version of a playlist, ready to be sent to any number of players. */
export class PreparedPlaylist {
  readonly revision: string;
  readonly body: Buffer;
  readonly etag: string;
  #gzip: Promise<Buffer> | null = null;

  constructor(revision: string, text: string) {
    this.revision = revision;
    this.body = Buffer.from(text);
    this.etag = `"${createHash("sha1").update(this.body).digest("base64url")}"`;
  }

  /** Compressed once, when the first player asks for it. */
  gzip(): Promise<Buffer> {
    this.#gzip ??= gzipped(this.body);
    return this.#gzip;
  }
}

/** The current version of each playlist of one stream. */
export class PlaylistCache {
  readonly #playlists: StreamPlaylists;
  readonly #prepared = new Map<string, PreparedPlaylist>();

  constructor(playlists: StreamPlaylists) {
    this.#playlists = playlists;
  }

  /** `null`: there is no such playlist now. */
  get(file: string, name: PlaylistName): PreparedPlaylist | null {
    const revision = this.#playlists.revision(name);
    const known = this.#prepared.get(file);
    if (revision !== null && known?.revision === revision) return known;
    const text = revision === null ? null : this.#playlists.compose(name);
    // Kept for names that exist only, so that requests cannot fill the memory.
    if (revision === null || text === null) {
      this.#prepared.delete(file);
      return null;
    }
    const made = new PreparedPlaylist(revision, text);
    this.#prepared.set(file, made);
    return made;
  }
}

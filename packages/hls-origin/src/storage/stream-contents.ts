import type { StoredObject } from "./object-storage.js";

/** The objects below one stream's id. */
export interface StreamContents {
  /** Bytes by path below the stream. */
  readonly files: Map<string, number>;
  /** The latest change that the storage tells of. Milliseconds since 1970. */
  changedAt: number;
}

const ours = /^([a-z0-9-]{1,64})\/((?:p\d+\/[a-z0-9]+\/)?[a-z0-9.-]+)$/;

/** A listing by stream. What no origin writes is passed over, and so is never deleted. */
export function contentsByStream(listing: readonly StoredObject[]): Map<string, StreamContents> {
  const streams = new Map<string, StreamContents>();
  for (const { key, bytes, modifiedAt } of listing) {
    const [, streamId, file] = ours.exec(key) ?? [];
    if (streamId === undefined || file === undefined || !/\.(?:m3u8|mp4|m4s|ts)$/.test(file)) continue;
    const contents = streams.get(streamId) ?? { files: new Map<string, number>(), changedAt: 0 };
    contents.files.set(file, bytes);
    contents.changedAt = Math.max(contents.changedAt, modifiedAt?.getTime() ?? 0);
    streams.set(streamId, contents);
  }
  return streams;
}

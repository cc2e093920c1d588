import type { ErrorSummary } from "@hybrid-stream/spec";

/** A finished segment, on its way to where viewers get it. */
export interface OutgoingSegment {
  /** Path below the stream's directory: `p3/source/12.m4s`. */
  readonly file: string;
  /** Path of its init segment; `null` for MPEG-TS. */
  readonly initFile: string | null;
  readonly bytes: number;
  /** Called once viewers can get it: from now on a playlist may name it. Called in the order of {@link MediaFiles.add}. */
  readonly onStored: () => Promise<void>;
  /** Called instead when it was given up: what follows is not its continuation. */
  readonly onDropped: () => void;
}

/** How far viewers' files are behind the packager. */
export interface StorageReport {
  /** From the end of a segment to the playlist that names it: of the oldest that waits, else of the latest. Seconds. */
  readonly lagSeconds: number;
  /** Segments that wait. */
  readonly unsentSegments: number;
  readonly unsentBytes: number;
  /** Segments that viewers never got, since this process began. */
  readonly droppedSegments: number;
  /** Objects in the bucket, as far as this process knows. */
  readonly storedObjects: number;
  /** Requests for this stream, failed ones included, since this process began. Listings are shared and not counted. */
  readonly requests: { readonly puts: number; readonly deletes: number };
  /** Why the storage takes nothing now; `null` while it does. */
  readonly error: ErrorSummary | null;
}

/** Where one stream's files lie for viewers: on the disk, or in a bucket. */
export interface MediaFiles {
  /** The files that are there, with their bytes; playlists apart. */
  list(): Promise<ReadonlyMap<string, number>>;
  /** Takes a segment that the packager has finished. */
  add(segment: OutgoingSegment): Promise<void>;
  /** The packager is done with a publish, `p3`: waits a while until its segments are stored, and drops what is left. */
  drain(folder: string): Promise<void>;
  /** Drops what is not stored yet. */
  abandon(): void;
  delete(file: string): Promise<void>;
  /** Deletes every file of a publish: `p3`. */
  deleteFolder(folder: string): Promise<void>;
  deleteAll(): Promise<void>;
  /** Whether all deletions are done. */
  readonly isSettled: boolean;
  /** `null` where nothing can lag. */
  readonly report: StorageReport | null;
  close(): Promise<void>;
}

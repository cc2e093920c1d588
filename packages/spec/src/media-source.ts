import type { JsonObject } from "./json.js";

/** Containers that a live byte stream can come in. */
export type StreamContainer = "webm" | "matroska" | "mpegts" | "flv";

/** What a media source can tell about itself while it is open. `null` is "not known". */
export interface MediaSourceStatus {
  /** False when the publisher behind the source has left although the source is still open. */
  readonly publisherPresent: boolean | null;
  readonly residentBytes: number | null;
  /** Percent of one core. */
  readonly cpuPercent: number | null;
}

/** Media that is open and flows: bytes for a pipe, or an address that FFmpeg opens itself. */
export interface MediaSource {
  readonly media:
    | { readonly kind: "bytes"; readonly container: StreamContainer; readonly stream: AsyncIterable<Uint8Array> }
    | { readonly kind: "url"; readonly url: string };
  status?(): MediaSourceStatus;
  /** Any number of times. After it resolves nothing of the source is left running. */
  close(): Promise<void>;
}

/**
 * Opens a named source. Called again for every start of the relay, with the params that the order stored.
 * `signal` aborts when the relay stops before the source is open.
 */
export type MediaSourceFactory = (params: JsonObject, signal: AbortSignal) => MediaSource | Promise<MediaSource>;

import type { MediaSourceStatus, StreamContainer } from "@hybrid-stream/spec";

/** What FFmpeg shall read. */
export type SourceInput =
  | { readonly kind: "test-picture"; readonly width: number; readonly height: number; readonly framesPerSecond: number }
  | { readonly kind: "file"; readonly path: string; readonly loop: boolean }
  | { readonly kind: "url"; readonly url: string }
  | { readonly kind: "bytes"; readonly container: StreamContainer; readonly stream: AsyncIterable<Uint8Array> };

/** A source that is open for one run of a relay. */
export interface OpenSource {
  readonly input: SourceInput;
  status(): MediaSourceStatus | null;
  /** Any number of times. */
  close(): Promise<void>;
}

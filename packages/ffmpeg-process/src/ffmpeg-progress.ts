/** What FFmpeg last told about its work. `null` is "not told". */
export interface FfmpegProgress {
  /** Video frames written. */
  frame: number | null;
  framesPerSecond: number | null;
  /** Bytes written. Not told by muxers that write many files (HLS). */
  totalBytes: number | null;
  /** Kilobits per second over the last seconds, from `totalBytes`. */
  bitrateKbps: number | null;
  /** Media time written. Milliseconds. */
  mediaTimeMs: number | null;
  droppedFrames: number | null;
  duplicatedFrames: number | null;
  /** 1 is real time. */
  speed: number | null;
  /** When it was told, by the clock's `monotonic()`. */
  at: number;
}

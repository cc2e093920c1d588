/** What one FFmpeg build can do. Versions are never compared: the features are asked for. */
export interface FfmpegFeatures {
  /** Protocols it can read from: `rtmp`, `srt`. */
  readonly inputProtocols: ReadonlySet<string>;
  /** Protocols it can write to. */
  readonly outputProtocols: ReadonlySet<string>;
  /** Encoders by FFmpeg's names: `libx264`. */
  readonly encoders: ReadonlySet<string>;
  /** Containers it can write: `flv`. */
  readonly muxers: ReadonlySet<string>;
  readonly filters: ReadonlySet<string>;
  /** Names of the options that `-h full` lists, without the dash: `stats_period`, `rw_timeout`, `tls_verify`. */
  readonly options: ReadonlySet<string>;
}

/** An FFmpeg that was found, with what it can do. */
export interface FfmpegTools {
  /** Path of the program. */
  readonly ffmpeg: string;
  /** Path of ffprobe; `null` when there is none. */
  readonly ffprobe: string | null;
  readonly features: FfmpegFeatures;
}

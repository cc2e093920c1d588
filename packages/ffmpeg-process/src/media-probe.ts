/** The first video stream. `null` is "not known". */
export interface VideoProbe {
  /** FFmpeg's name: `h264`. */
  codec: string | null;
  /** Pixels. */
  width: number | null;
  height: number | null;
  framesPerSecond: number | null;
  /** `yuv420p`. */
  pixelFormat: string | null;
  /** Of the video alone: as declared, else measured over the packets that were read. */
  bitrateKbps: number | null;
  /** The longest distance between keyframes that was seen, the rest after the last one included. */
  keyframeIntervalSeconds: number | null;
}

/** The first audio stream. */
export interface AudioProbe {
  /** FFmpeg's name: `aac`. */
  codec: string | null;
  /** Hertz. */
  sampleRate: number | null;
  channels: number | null;
  bitrateKbps: number | null;
}

/** What ffprobe found in a source. */
export interface MediaProbe {
  /** `mov,mp4,m4a,3gp,3g2,mj2`. */
  formatName: string | null;
  /** `null` for live media. */
  durationSeconds: number | null;
  /** Of everything together. */
  bitrateKbps: number | null;
  /** `null`: there is no video. */
  video: VideoProbe | null;
  /** `null`: there is no audio. */
  audio: AudioProbe | null;
}

/** What the relay shall send when it encodes. */
export interface EncodeSettings {
  /** Pixels, even. The picture is fitted inside and never enlarged unless the relay must. */
  width: number;
  /** Pixels, even. */
  height: number;
  framesPerSecond: number;
  /** Kilobits (1,000 bits) per second. */
  videoKbps: number;
  audioKbps: number;
  keyframeIntervalSeconds: number;
}

/** 1280x720 at 30 frames, 2.5 Mbit/s, keyframes every 2 s: inside the limits of every platform in this project. */
export const defaultEncodeSettings: EncodeSettings = {
  width: 1280,
  height: 720,
  framesPerSecond: 30,
  videoKbps: 2500,
  audioKbps: 128,
  keyframeIntervalSeconds: 2,
};

/** What a platform's ingest accepts. `null` is "no limit known". */
export interface IngestLimits {
  maxTotalKbps: number | null;
  minTotalKbps: number | null;
  minKeyframeIntervalSeconds: number | null;
  maxKeyframeIntervalSeconds: number | null;
  maxWidth: number | null;
  maxHeight: number | null;
  maxFramesPerSecond: number | null;
  /** Lower-case FFmpeg names: `h264`. */
  videoCodecs: string[];
  /** Lower-case FFmpeg names: `aac`. */
  audioCodecs: string[];
  /** Whether a stream without sound is accepted. */
  audioRequired: boolean;
}

/** How several hosts share one picture. */
export type Layout = "single" | "side-by-side" | "vertical";

import { defaultEncodeSettings, type EncodeSettings, type IngestLimits } from "@hybrid-stream/spec";

const atMost = (value: number, limit: number | null): number => (limit === null ? value : Math.min(value, limit));

/** What to encode to: as ordered, or the defaults brought inside the limits. */
export function settingsFor(output: EncodeSettings | "auto", limits: IngestLimits): EncodeSettings {
  if (output !== "auto") return output;
  const { width, height, framesPerSecond, videoKbps, audioKbps, keyframeIntervalSeconds } = defaultEncodeSettings;
  const total = atMost(videoKbps + audioKbps, limits.maxTotalKbps);
  const longest = atMost(keyframeIntervalSeconds, limits.maxKeyframeIntervalSeconds);
  return {
    width: atMost(width, limits.maxWidth),
    height: atMost(height, limits.maxHeight),
    framesPerSecond: atMost(framesPerSecond, limits.maxFramesPerSecond),
    videoKbps: Math.max(100, total - audioKbps),
    audioKbps,
    keyframeIntervalSeconds: Math.max(longest, limits.minKeyframeIntervalSeconds ?? 0),
  };
}

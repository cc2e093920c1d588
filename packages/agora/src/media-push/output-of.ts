import { defaultEncodeSettings, type EncodeSettings, type IngestLimits } from "@hybrid-stream/spec";

/** What Media Push can send when it encodes, whatever the ingest takes. */
const most = { side: 1920, area: 1920 * 1080, framesPerSecond: 30, videoKbps: 10_000, audioKbps: 128 };
const least = { side: 66, audioKbps: 32 };

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), Math.max(low, high));
const even = (value: number): number => Math.max(least.side, Math.floor(value / 2) * 2);

/** The settings inside the limits of Media Push and of the ingest; the picture keeps its shape. */
export function outputOf(output: EncodeSettings | "auto", limits: IngestLimits): EncodeSettings {
  const wish = output === "auto" ? defaultEncodeSettings : output;
  const scale = Math.min(
    1,
    Math.min(most.side, limits.maxWidth ?? most.side) / wish.width,
    Math.min(most.side, limits.maxHeight ?? most.side) / wish.height,
    Math.sqrt(most.area / (wish.width * wish.height)),
  );
  const audioKbps = Math.round(clamp(wish.audioKbps, least.audioKbps, most.audioKbps));
  const videoRoom = Math.min(most.videoKbps, (limits.maxTotalKbps ?? Number.POSITIVE_INFINITY) - audioKbps);
  const fastest = Math.min(most.framesPerSecond, limits.maxFramesPerSecond ?? most.framesPerSecond);
  return {
    width: even(wish.width * scale),
    height: even(wish.height * scale),
    framesPerSecond: Math.round(clamp(wish.framesPerSecond, 1, fastest)),
    videoKbps: Math.round(clamp(wish.videoKbps, 1, videoRoom)),
    audioKbps,
    keyframeIntervalSeconds: clamp(
      wish.keyframeIntervalSeconds,
      limits.minKeyframeIntervalSeconds ?? 0,
      limits.maxKeyframeIntervalSeconds ?? Number.POSITIVE_INFINITY,
    ),
  };
}

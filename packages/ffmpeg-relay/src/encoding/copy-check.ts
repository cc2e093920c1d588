import type { MediaProbe } from "@hybrid-stream/ffmpeg-process";
import type { IngestLimits } from "@hybrid-stream/spec";

/** Containers count time in units that make 2 s look like 2.001 s. */
const tolerance = 0.1;

/** Why a value does not fit; `null`: it does. An unknown value never fits a limit. */
function outside(
  what: string,
  value: number | null,
  bounds: { readonly least?: number | null; readonly most?: number | null; readonly unit: string },
): string | null {
  const { least = null, most = null, unit } = bounds;
  if (least === null && most === null) return null;
  if (value === null) return `its ${what} is not known`;
  const shown = `${Math.round(value * 10) / 10} ${unit}`.trim();
  if (most !== null && value > most + tolerance) return `its ${what} of ${shown} is above the limit of ${most}`;
  if (least !== null && value < least - tolerance) return `its ${what} of ${shown} is below the limit of ${least}`;
  return null;
}

/** Why the video cannot be passed through; `null`: it can. */
export function videoObstacle(probe: MediaProbe, limits: IngestLimits): string | null {
  const { video } = probe;
  if (video === null) return "there is no video";
  const codec = video.codec ?? "unknown";
  // H.264 is what RTMP carries everywhere; other codecs need servers with extensions.
  if (codec !== "h264" || !limits.videoCodecs.includes(codec)) return `its codec is ${codec}`;
  if (video.pixelFormat !== null && !/^yuvj?420p$/.test(video.pixelFormat)) {
    return `its pixel format is ${video.pixelFormat}`;
  }
  return (
    outside("keyframe interval", video.keyframeIntervalSeconds, {
      least: limits.minKeyframeIntervalSeconds,
      most: limits.maxKeyframeIntervalSeconds,
      unit: "s",
    }) ??
    outside("width", video.width, { most: limits.maxWidth, unit: "pixels" }) ??
    outside("height", video.height, { most: limits.maxHeight, unit: "pixels" }) ??
    outside("frame rate", video.framesPerSecond, { most: limits.maxFramesPerSecond, unit: "" }) ??
    outside("bitrate", probe.bitrateKbps ?? video.bitrateKbps, {
      least: limits.minTotalKbps,
      most: limits.maxTotalKbps,
      unit: "kbit/s",
    })
  );
}

/** Why the audio cannot be passed through; `null`: it can. */
export function audioObstacle(probe: MediaProbe, limits: IngestLimits): string | null {
  const { audio } = probe;
  if (audio === null) return "there is no audio";
  const codec = audio.codec ?? "unknown";
  if (codec !== "aac" || !limits.audioCodecs.includes(codec)) return `its codec is ${codec}`;
  if (audio.channels === null || audio.channels > 2)
    return `it has ${audio.channels ?? "an unknown number of"} channels`;
  return null;
}

import { defaultEncodeSettings, type EncodeSettings, type RelaySpec } from "@hybrid-stream/spec";

/** What the web recorder takes. Pixels, frames per second, kilobits per second. */
const limits = { shortest: 240, widest: 1920, highest: 1080, leastFps: 5, mostFps: 30, leastKbps: 50, mostKbps: 8000 };

const between = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
const even = (value: number): number => Math.floor(value / 2) * 2;

/** What the recorder is asked for: the order's wish, inside the platform's limits and its own. */
export function outputOf({ output, ingestLimits }: Pick<RelaySpec, "output" | "ingestLimits">): EncodeSettings {
  const wish = output === "auto" ? defaultEncodeSettings : output;
  const { maxWidth, maxHeight, maxFramesPerSecond, maxTotalKbps } = ingestLimits;
  const scale = Math.min(
    1,
    Math.min(limits.widest, maxWidth ?? limits.widest) / wish.width,
    Math.min(limits.highest, maxHeight ?? limits.highest) / wish.height,
  );
  const mostKbps = Math.min(limits.mostKbps, (maxTotalKbps ?? limits.mostKbps + wish.audioKbps) - wish.audioKbps);
  const mostFps = Math.min(limits.mostFps, maxFramesPerSecond ?? limits.mostFps);
  return {
    ...wish,
    width: Math.max(limits.shortest, even(wish.width * scale)),
    height: Math.max(limits.shortest, even(wish.height * scale)),
    framesPerSecond: Math.round(between(wish.framesPerSecond, limits.leastFps, mostFps)),
    videoKbps: Math.round(between(wish.videoKbps, limits.leastKbps, mostKbps)),
  };
}

/** Agora's three kinds of sound: 48 kbit/s mono, 128 mono, 192 stereo. */
export function audioProfileOf({ audioKbps }: EncodeSettings): 0 | 1 | 2 {
  if (audioKbps >= 160) return 2;
  return audioKbps >= 96 ? 1 : 0;
}

/** The planned length and one hour more, for shows that run late; `fallback` when the host did not say. */
export function recordingHours(plannedSeconds: number | null, fallback: number): number {
  return plannedSeconds === null ? fallback : between(Math.ceil(plannedSeconds / 3600) + 1, 1, 720);
}

/** What one host sends. */
export type Resolution = "audio" | "360p" | "480p" | "720p" | "1080p" | "1440p" | "2160p";

interface ResolutionFacts {
  readonly pixels: number;
  readonly height: number;
  /** Audio and video together, of a usual encoder. An assumption of ours; 720p is that of the published comparison. */
  readonly bitrateKbps: number;
}

const facts: Readonly<Record<Resolution, ResolutionFacts>> = {
  audio: { pixels: 0, height: 0, bitrateKbps: 128 },
  "360p": { pixels: 640 * 360, height: 360, bitrateKbps: 800 },
  "480p": { pixels: 854 * 480, height: 480, bitrateKbps: 1_200 },
  "720p": { pixels: 1280 * 720, height: 720, bitrateKbps: 2_500 },
  "1080p": { pixels: 1920 * 1080, height: 1080, bitrateKbps: 5_000 },
  "1440p": { pixels: 2560 * 1440, height: 1440, bitrateKbps: 9_000 },
  "2160p": { pixels: 3840 * 2160, height: 2160, bitrateKbps: 16_000 },
};

/** Every resolution, the smallest first. */
export const resolutions = Object.keys(facts) as readonly Resolution[];

export function isResolution(value: unknown): value is Resolution {
  return typeof value === "string" && Object.hasOwn(facts, value);
}

export function heightOf(resolution: Resolution): number {
  return facts[resolution].height;
}

/** Kilobits per second, audio and video together. */
export function usualBitrate(resolution: Resolution): number {
  return facts[resolution].bitrateKbps;
}

/** Agora's class for all the video that one user receives at the same moment. */
export type AgoraClass = "audio" | "hd" | "fhd" | "2k" | "2kplus";

/**
 * The class by the sum of the pixels of `streams` pictures (Agora's aggregate resolution): up to 921,600 HD, 2,073,600
 * Full HD, 3,686,400 2K. Two 720p hosts make every viewer Full HD.
 */
export function agoraClass(resolution: Resolution, streams: number): AgoraClass {
  const pixels = facts[resolution].pixels * streams;
  if (pixels === 0) return "audio";
  if (pixels <= 921_600) return "hd";
  if (pixels <= 2_073_600) return "fhd";
  return pixels <= 3_686_400 ? "2k" : "2kplus";
}

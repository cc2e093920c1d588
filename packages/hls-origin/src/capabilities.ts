import type { PlatformCapabilities } from "@hybrid-stream/spec";
import { type Settings, servesViewers } from "./settings.js";

/** What an upload and a playlist that a cache holds for a second add. Seconds. */
const storageSeconds = { low: 1, high: 3 };

/** From the seller's encoder to the buyer's screen: players begin three segments behind. Seconds. */
export function latencyOf({ segmentSeconds, storage }: Pick<Settings, "segmentSeconds" | "storage">): {
  low: number;
  high: number;
} {
  const { low, high } = storage === null ? { low: 0, high: 0 } : storageSeconds;
  return { low: 3 * segmentSeconds + low, high: 6 * segmentSeconds + high };
}

export function capabilitiesOf(settings: Settings): PlatformCapabilities {
  return {
    fence: "rotate",
    fenceDelaySeconds: 0,
    maxSessionSeconds: null,
    ingestLimits: {
      maxTotalKbps: settings.limits.maxTotalKbps,
      minTotalKbps: null,
      minKeyframeIntervalSeconds: null,
      // Longer works, with longer segments and more delay.
      maxKeyframeIntervalSeconds: settings.segmentSeconds,
      maxWidth: null,
      maxHeight: null,
      maxFramesPerSecond: null,
      videoCodecs: ["h264"],
      audioCodecs: ["aac"],
      audioRequired: false,
    },
    viewerCount: settings.countsViewers ? "exact" : "none",
    latencySeconds: latencyOf(settings),
    signedPlayback: servesViewers(settings.http),
    probeCost: "free",
    adaptiveBitrate: settings.ladder.length > 0,
    maxConcurrent: settings.limits.maxStreams,
    canList: true,
    billing: "hls-origin",
  };
}

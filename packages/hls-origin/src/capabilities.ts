import type { PlatformCapabilities } from "@hybrid-stream/spec";
import type { Settings } from "./settings.js";

/** From the seller's encoder to the buyer's screen: players begin three segments behind. Seconds. */
export function latencyOf({ segmentSeconds }: Pick<Settings, "segmentSeconds">): { low: number; high: number } {
  return { low: 3 * segmentSeconds, high: 6 * segmentSeconds };
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
    signedPlayback: settings.http.serve !== "directory",
    probeCost: "free",
    adaptiveBitrate: settings.ladder.length > 0,
    maxConcurrent: settings.limits.maxStreams,
    canList: true,
    billing: "hls-origin",
  };
}

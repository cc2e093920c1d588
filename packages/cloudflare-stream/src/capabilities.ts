import type { PlatformCapabilities } from "@hybrid-stream/spec";
import { standardLatency } from "./playback/playback-of.js";
import type { Settings } from "./settings.js";

/** What Cloudflare Stream can do. Source of the numbers: Cloudflare's pages "Start a live stream" and "Troubleshooting". */
export function capabilitiesOf({ signingKey, hideLiveViewerCount }: Settings): PlatformCapabilities {
  return {
    fence: "rotate",
    // Cloudflare says "shortly after", without a number.
    fenceDelaySeconds: 5,
    maxSessionSeconds: null,
    ingestLimits: {
      maxTotalKbps: 14_000,
      minTotalKbps: 2000,
      minKeyframeIntervalSeconds: 2,
      maxKeyframeIntervalSeconds: 10,
      maxWidth: null,
      maxHeight: null,
      maxFramesPerSecond: null,
      videoCodecs: ["h264"],
      audioCodecs: ["aac"],
      audioRequired: true,
    },
    viewerCount: hideLiveViewerCount ? "none" : "sampled",
    latencySeconds: { ...standardLatency },
    signedPlayback: signingKey !== null,
    // Delivery is counted by segments, and a probe fetches none.
    probeCost: "free",
    adaptiveBitrate: true,
    maxConcurrent: null,
    canList: true,
    billing: "cloudflare-stream",
  };
}

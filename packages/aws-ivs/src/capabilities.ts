import type { PlatformCapabilities } from "@hybrid-stream/spec";
import { kind, type Settings } from "./settings.js";

/** Above it IVS drops the stream at once. Kilobits per second. Source: the user guide's quotas and channel types. */
const maxTotalKbps = { STANDARD: 8500, ADVANCED_HD: 8500, ADVANCED_SD: 8500, BASIC: 3500 } as const;

/**
 * Under 5 s in AWS's own player; other players begin some segments behind, as everywhere. AWS gives no figure for them,
 * nor for the mode NORMAL. Seconds.
 */
export const latencySeconds = { low: 3, high: 15 } as const;

export function capabilitiesOf({ channelType, maxConcurrentStreams, token }: Settings): PlatformCapabilities {
  return {
    fence: "rotate",
    // A rotation returns once IVS says that nobody broadcasts.
    fenceDelaySeconds: 0,
    maxSessionSeconds: 48 * 3600,
    ingestLimits: {
      maxTotalKbps: maxTotalKbps[channelType],
      minTotalKbps: null,
      minKeyframeIntervalSeconds: null,
      maxKeyframeIntervalSeconds: 5,
      // 1920 on the longer edge and 2.1 million pixels: of the pictures that fit, the usual one.
      maxWidth: 1920,
      maxHeight: 1080,
      maxFramesPerSecond: 60,
      videoCodecs: ["h264"],
      audioCodecs: ["aac"],
      audioRequired: false,
    },
    viewerCount: "sampled",
    latencySeconds,
    signedPlayback: token !== null,
    probeCost: "unknown",
    adaptiveBitrate: channelType !== "BASIC",
    maxConcurrent: maxConcurrentStreams,
    canList: true,
    billing: `${kind}-${channelType.toLowerCase().replace("_", "-")}`,
  };
}

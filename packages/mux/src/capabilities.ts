import type { PlatformCapabilities } from "@hybrid-stream/spec";
import type { MuxSettings } from "./options.js";

/** Mux disables a test stream after so long. Seconds. */
const testSessionSeconds = 300;

/** From the encoder to the screen, by latency mode. Seconds. Source: Mux, reduce-live-stream-latency. */
export function latencyOf(mode: "standard" | "reduced" | "low"): { low: number; high: number } {
  const seconds = { standard: { low: 20, high: 30 }, reduced: { low: 10, high: 20 }, low: { low: 5, high: 10 } };
  return seconds[mode];
}

export function capabilitiesOf(settings: MuxSettings): PlatformCapabilities {
  return {
    fence: "rotate",
    fenceDelaySeconds: 0,
    maxSessionSeconds: settings.test
      ? Math.min(testSessionSeconds, settings.maxContinuousDurationSeconds)
      : settings.maxContinuousDurationSeconds,
    ingestLimits: {
      // Advice for 1080p30, not a limit: Mux publishes none.
      maxTotalKbps: null,
      minTotalKbps: null,
      minKeyframeIntervalSeconds: null,
      maxKeyframeIntervalSeconds: 5,
      maxWidth: 1920,
      maxHeight: 1080,
      maxFramesPerSecond: null,
      videoCodecs: ["h264"],
      audioCodecs: ["aac"],
      audioRequired: false,
    },
    viewerCount: settings.viewerCounts === "none" ? "none" : "sampled",
    latencySeconds: latencyOf("standard"),
    signedPlayback: settings.signingKey !== null,
    // Delivery is charged by segments.
    probeCost: "free",
    adaptiveBitrate: true,
    maxConcurrent: null,
    canList: true,
    billing: "mux",
  };
}

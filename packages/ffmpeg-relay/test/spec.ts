import type { ChannelSource, IngestEndpoint, IngestLimits, RelaySpec } from "@hybrid-stream/spec";

/** Limits like those of a strict platform. */
export const limits: IngestLimits = {
  maxTotalKbps: 8_500,
  minTotalKbps: null,
  minKeyframeIntervalSeconds: null,
  maxKeyframeIntervalSeconds: 4,
  maxWidth: 1920,
  maxHeight: 1080,
  maxFramesPerSecond: 60,
  videoCodecs: ["h264"],
  audioCodecs: ["aac"],
  audioRequired: true,
};

export function relaySpec(source: ChannelSource, ingest: IngestEndpoint, more: Partial<RelaySpec> = {}): RelaySpec {
  return {
    source: { source, hosts: [] },
    ingest,
    ingestLimits: limits,
    output: "auto",
    layout: "single",
    plannedDurationSeconds: null,
    ...more,
  };
}

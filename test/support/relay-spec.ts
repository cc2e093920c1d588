import { type IngestEndpoint, type RelaySpec, Secret } from "@hybrid-stream/spec";

/** A platform that takes everything. */
export const noLimits: RelaySpec["ingestLimits"] = {
  maxTotalKbps: null,
  minTotalKbps: null,
  minKeyframeIntervalSeconds: null,
  maxKeyframeIntervalSeconds: null,
  maxWidth: null,
  maxHeight: null,
  maxFramesPerSecond: null,
  videoCodecs: ["h264"],
  audioCodecs: ["aac"],
  audioRequired: false,
};

let ingests = 0;

/** An ingest that nobody uses yet. */
export function newIngest(): IngestEndpoint {
  ingests += 1;
  const streamKey = new Secret(`stream-key-${crypto.randomUUID()}`);
  return { url: `rtmps://ingest.example:443/app${ingests}`, streamKey, keyId: `key-${ingests}` };
}

/** What a relay of the Agora channel `show` is started with: a new ingest, and nothing special. */
export const relaySpec = (change: Partial<RelaySpec> = {}): RelaySpec => ({
  source: { source: { kind: "agora", channel: "show" }, hosts: [] },
  ingest: newIngest(),
  ingestLimits: noLimits,
  output: "auto",
  layout: "single",
  plannedDurationSeconds: null,
  ...change,
});

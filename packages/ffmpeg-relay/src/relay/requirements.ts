import type { FeatureNeeds } from "@hybrid-stream/ffmpeg-process";
import { HybridStreamError, type IngestEndpoint, type RelaySpec } from "@hybrid-stream/spec";
import type { PreparedSource } from "../source/prepare-source.js";
import { inputProtocolOf, schemeOf } from "../source/protocols.js";
import { testPictureFilters } from "../test-picture/graph.js";

/** @throws `invalid-order` for an ingest that is not RTMP. Does not repeat the address. */
export function requireRtmp(ingest: IngestEndpoint, provider: string): void {
  const scheme = schemeOf(ingest.url);
  if ((scheme === "rtmp" || scheme === "rtmps") && URL.canParse(ingest.url)) return;
  throw new HybridStreamError({
    code: "invalid-order",
    message: "The ingest address must be rtmp:// or rtmps:// with a host and an application.",
    field: "ingest.url",
    provider,
    operation: "startRelay",
  });
}

/** What FFmpeg must be able to do, as far as it is known before the source was looked at. */
export function needsOf(
  source: PreparedSource,
  spec: Pick<RelaySpec, "output">,
  ingest: IngestEndpoint | null,
): FeatureNeeds {
  const encodes = source.kind === "test-picture" || spec.output !== "auto";
  const protocol = source.scheme === null ? null : inputProtocolOf(source.scheme);
  return {
    muxers: ["flv"],
    encoders: encodes ? ["libx264", "aac"] : [],
    inputProtocols: protocol === null ? [] : [protocol],
    outputProtocols: ingest === null ? [] : [schemeOf(ingest.url)],
    filters: source.kind === "test-picture" ? testPictureFilters : [],
  };
}

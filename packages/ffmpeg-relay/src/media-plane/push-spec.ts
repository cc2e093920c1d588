import { fingerprint } from "@hybrid-stream/provider-kit";
import {
  type EncodeSettings,
  type IngestEndpoint,
  type IngestLimits,
  type MediaPushRequest,
  type RelaySpec,
  Secret,
} from "@hybrid-stream/spec";
import type { FfmpegMediaPlaneOptions } from "./options.js";

const noLimits: IngestLimits = {
  maxTotalKbps: null,
  minTotalKbps: null,
  minKeyframeIntervalSeconds: null,
  maxKeyframeIntervalSeconds: null,
  maxWidth: null,
  maxHeight: null,
  maxFramesPerSecond: null,
  videoCodecs: ["h264"],
  audioCodecs: ["aac"],
  audioRequired: true,
};

/** The address and its key, parted at the last slash before the query. */
export function ingestOf(rtmpUrl: string): IngestEndpoint {
  const [path = ""] = rtmpUrl.split("?", 1);
  const slash = path.lastIndexOf("/");
  const key = rtmpUrl.slice(slash + 1);
  return { url: rtmpUrl.slice(0, slash), streamKey: new Secret(key), keyId: fingerprint(key) };
}

const even = (pixels: number): number => Math.max(2, Math.floor(pixels / 2) * 2);

function limited(output: EncodeSettings, limit: FfmpegMediaPlaneOptions["limit"]): EncodeSettings {
  if (!limit) return output;
  const scale = Math.min(1, limit.width / output.width, limit.height / output.height);
  return {
    ...output,
    width: even(output.width * scale),
    height: even(output.height * scale),
    framesPerSecond: Math.min(output.framesPerSecond, limit.framesPerSecond),
  };
}

/** A push as the relay that carries it out: the test picture, made to measure. */
export function pushSpec(request: MediaPushRequest, limit: FfmpegMediaPlaneOptions["limit"]): RelaySpec {
  const output = limited(request.output, limit);
  const { width, height, framesPerSecond } = output;
  return {
    source: { source: { kind: "test-picture", width, height, framesPerSecond }, hosts: [] },
    ingest: ingestOf(request.rtmpUrl),
    ingestLimits: noLimits,
    output,
    layout: "single",
    plannedDurationSeconds: null,
  };
}

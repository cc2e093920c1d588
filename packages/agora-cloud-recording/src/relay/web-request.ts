import { type EncodeSettings, type IngestEndpoint, publishUrl, Secret } from "@hybrid-stream/spec";
import type { StorageConfig } from "../storage.js";
import { audioProfileOf } from "./output.js";
import type { PageAddress } from "./page.js";

/** What a start sends beside the names. */
export interface WebRequest {
  readonly clientRequest: object;
}

/** The page must say within this time that it is ready. Seconds. */
const readySeconds = 30;

/** The page, recorded and pushed to one address. Agora takes one output at a time. */
export function relayRequest(parts: {
  readonly page: PageAddress;
  readonly output: EncodeSettings;
  readonly maxRecordingHour: number;
  readonly ingest: IngestEndpoint;
  readonly storage: StorageConfig;
}): WebRequest {
  const { page, output, maxRecordingHour, ingest, storage } = parts;
  const serviceParam = {
    url: page.url,
    audioProfile: audioProfileOf(output),
    videoWidth: output.width,
    videoHeight: output.height,
    videoFps: output.framesPerSecond,
    videoBitrate: output.videoKbps,
    maxRecordingHour,
    readyTimeout: readySeconds,
  };
  const push = { outputs: [rtmpOutput(ingest)] };
  return {
    clientRequest: webRequest(storage, [
      { serviceName: "web_recorder_service", errorHandlePolicy: "error_abort", serviceParam },
      { serviceName: "rtmp_publish_service", errorHandlePolicy: "error_ignore", serviceParam: push },
    ]),
  };
}

/** A recorder that is on hold from the beginning and pushes nowhere: it only uses up a resource. */
export function blankRequest(parts: { readonly page: PageAddress; readonly storage: StorageConfig }): WebRequest {
  const serviceParam = {
    url: parts.page.url,
    audioProfile: 0,
    videoWidth: 240,
    videoHeight: 240,
    videoFps: 5,
    maxRecordingHour: 1,
    onhold: true,
  };
  return {
    clientRequest: webRequest(parts.storage, [
      { serviceName: "web_recorder_service", errorHandlePolicy: "error_abort", serviceParam },
    ]),
  };
}

/** The address with its key, revealed where the request is built. */
export function rtmpOutput(ingest: IngestEndpoint): { readonly rtmpUrl: Secret } {
  return { rtmpUrl: new Secret(publishUrl(ingest)) };
}

function webRequest(storageConfig: StorageConfig, extensionServices: readonly object[]): object {
  return {
    extensionServiceConfig: { errorHandlePolicy: "error_abort", extensionServices },
    recordingFileConfig: { avFileType: ["hls"] },
    storageConfig,
  };
}

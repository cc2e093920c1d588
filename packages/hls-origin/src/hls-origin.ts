import type { IncomingMessage, ServerResponse } from "node:http";
import type { EffectContext, IngestEndpoint, LiveStreamHandle, StreamingPlatform } from "@hybrid-stream/spec";
import type { HlsOriginOptions } from "./hls-origin-options.js";
import { OriginPlatform } from "./origin-platform.js";
import type { OriginAddresses } from "./origin-runtime.js";
import { readSettings } from "./settings.js";
import type { StorageReport } from "./stream/media-files.js";

/** A streaming platform in this process: RTMP in, HLS out. */
export interface HlsOrigin extends StreamingPlatform {
  /**
   * Listens. Called by the first use of the origin; call it yourself to see a wrong port at boot. Any number of times.
   *
   * @throws `origin-address-in-use`, `origin-directory-in-use`, `ffmpeg-not-found`, `ffmpeg-feature-missing`,
   * `platform-unsupported`, `closed`.
   */
  start(): Promise<OriginAddresses>;
  /** Answers a viewer's request in the host's own HTTP server (`http: { serve: "mounted" }`). */
  handleRequest(request: IncomingMessage, response: ServerResponse): void;
  /** How far a stream's bucket is behind; `null` without `storage`, and for a stream that is not there. */
  getStorageReport(stream: LiveStreamHandle): Promise<StorageReport | null>;
  rotateStreamKey(stream: LiveStreamHandle, call: EffectContext): Promise<IngestEndpoint>;
}

/**
 * Makes an origin. It listens with its first use or with {@link HlsOrigin.start}, and must be closed.
 *
 * @throws `invalid-options` with `field`.
 */
export function hlsOrigin(options: HlsOriginOptions = {}): HlsOrigin {
  return new OriginPlatform(readSettings(options));
}

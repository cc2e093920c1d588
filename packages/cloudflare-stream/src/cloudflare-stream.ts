import type {
  CallContext,
  EffectContext,
  FoundLiveStream,
  Hint,
  IngestEndpoint,
  LiveStreamHandle,
  LiveStreamStatus,
  StreamingPlatform,
} from "@hybrid-stream/spec";
import type { LiveInputs } from "./live-inputs/live-inputs-api.js";
import type { Outputs } from "./live-inputs/outputs-api.js";
import type { CloudflareStreamOptions } from "./options.js";
import { CloudflareStreamPlatform } from "./platform.js";
import type { SigningKeys } from "./playback/signing-keys-api.js";
import { readSettings } from "./settings.js";
import type { Videos } from "./videos/videos-api.js";

/** Cloudflare Stream as a streaming platform, and its API beside the contract. */
export interface CloudflareStream extends StreamingPlatform {
  rotateStreamKey(stream: LiveStreamHandle, call: EffectContext): Promise<IngestEndpoint>;
  getStreamStatuses(streams: readonly LiveStreamHandle[], call: CallContext): Promise<LiveStreamStatus[]>;
  findLiveStream(call: EffectContext): Promise<LiveStreamHandle | null>;
  listLiveStreams(call: CallContext): AsyncIterable<FoundLiveStream>;
  preflight: NonNullable<StreamingPlatform["preflight"]>;
  parseWebhook: NonNullable<StreamingPlatform["parseWebhook"]>;
  /**
   * Reads a message that your consumer has pulled from a Cloudflare queue subscribed to `stream.liveInput`.
   *
   * @throws `webhook-rejected` for what is no event.
   */
  readQueueEvent(message: unknown): Hint[];
  /** The live input of a stream, for the calls below. @throws `request-rejected` for another provider's handle. */
  inputIdOf(stream: LiveStreamHandle): string;
  readonly liveInputs: LiveInputs;
  readonly outputs: Outputs;
  readonly videos: Videos;
  readonly signingKeys: SigningKeys;
}

/**
 * Makes a platform on a Cloudflare account. Nothing is sent before the first call.
 *
 * @throws `invalid-options` with `field`; for a missing credential the message names its environment variable as well.
 */
export function cloudflareStream(options: CloudflareStreamOptions = {}): CloudflareStream {
  return new CloudflareStreamPlatform(readSettings(options));
}

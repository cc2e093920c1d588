import type {
  CallContext,
  EffectContext,
  Hint,
  IngestEndpoint,
  LiveStreamHandle,
  StreamingPlatform,
} from "@hybrid-stream/spec";
import type { ImportedPlaybackKey } from "./playback/playback-keys.js";
import type { PlaybackRestriction, PlaybackRestrictionPolicy } from "./playback/restriction-policies.js";
import type { RecordingConfiguration, RecordingTarget } from "./recording/recording-configurations.js";

/** What calls beside the contract carry. */
export type AwsIvsCall = Pick<CallContext, "signal">;

/** IVS low-latency channels as a {@link StreamingPlatform}, and what IVS has beside the contract. */
export interface AwsIvs extends StreamingPlatform {
  rotateStreamKey(stream: LiveStreamHandle, call: EffectContext): Promise<IngestEndpoint>;
  /** Reads an EventBridge event that came by a way that you trust. Others than IVS's give no hints. */
  parseEvent(event: unknown): Promise<Hint[]>;
  /**
   * Puts a text of at most 1,000 bytes into the live media, for AWS's players.
   *
   * @throws `request-rejected`, `conflict` when the stream is not live, `not-found`.
   */
  putMetadata(request: { readonly stream: LiveStreamHandle; readonly text: string }, call: AwsIvsCall): Promise<void>;
  /**
   * Ends what a viewer watches. It needs `playbackAuthorization.includeViewerId`.
   *
   * @throws `request-rejected`, `not-found`.
   */
  revokeViewer(
    request: { readonly stream: LiveStreamHandle; readonly viewerId: string },
    call: AwsIvsCall,
  ): Promise<void>;
  /**
   * Imports a public key in PEM form; default: that of `playbackAuthorization`.
   *
   * @throws `invalid-options`, `quota-exhausted` for a fourth one, `conflict` for one that is there.
   */
  importPlaybackKey(
    request: { readonly publicKey?: string; readonly name?: string },
    call: AwsIvsCall,
  ): Promise<ImportedPlaybackKey>;
  listPlaybackKeys(call: AwsIvsCall): Promise<ImportedPlaybackKey[]>;
  /** Any number of times. */
  deletePlaybackKey(arn: string, call: AwsIvsCall): Promise<void>;
  /** @throws `invalid-options`, `quota-exhausted` for a fourth one. */
  createPlaybackRestrictionPolicy(wanted: PlaybackRestriction, call: AwsIvsCall): Promise<PlaybackRestrictionPolicy>;
  listPlaybackRestrictionPolicies(call: AwsIvsCall): Promise<PlaybackRestrictionPolicy[]>;
  /** Any number of times. @throws `conflict` while channels refer to it. */
  deletePlaybackRestrictionPolicy(arn: string, call: AwsIvsCall): Promise<void>;
  /** Waits up to 40 s until it is active. @throws `invalid-options`, `conflict` when AWS cannot use the bucket. */
  createRecordingConfiguration(wanted: RecordingTarget, call: AwsIvsCall): Promise<RecordingConfiguration>;
  /** Any number of times. @throws `conflict` while channels refer to it. */
  deleteRecordingConfiguration(arn: string, call: AwsIvsCall): Promise<void>;
}

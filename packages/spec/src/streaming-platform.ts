import type { CallContext, EffectContext } from "./call-context.js";
import type { Finding } from "./finding.js";
import type { LiveStreamHandle } from "./handle.js";
import type { IngestEndpoint } from "./ingest-endpoint.js";
import type {
  EndOptions,
  EndReceipt,
  FoundLiveStream,
  LiveStream,
  LiveStreamSpec,
  LiveStreamStatus,
} from "./live-stream.js";
import type { PlatformCapabilities } from "./platform-capabilities.js";
import type { Playback, ViewerContext } from "./playback.js";
import type { Provider } from "./provider.js";
import type { StreamAnalytics, TimeRange } from "./stream-analytics.js";

/** Takes RTMP(S) in and gives HLS to viewers. Every method is level-triggered and idempotent. */
export interface StreamingPlatform extends Provider {
  readonly capabilities: PlatformCapabilities;
  /** Creates the stream that `streamIncarnation` names, or returns the one that it already names. */
  createLiveStream(spec: LiveStreamSpec, call: EffectContext): Promise<LiveStream>;
  /** Reads the key; makes one where an interrupted rotation left none. Nothing stores it. */
  getStreamKey(stream: LiveStreamHandle, call: EffectContext): Promise<IngestEndpoint>;
  /** The fence: the old key dies and old publishers are cut. Required when `capabilities.fence` is `rotate`. */
  rotateStreamKey?(stream: LiveStreamHandle, call: EffectContext): Promise<IngestEndpoint>;
  /** Makes no vendor call: signs locally. */
  getPlaybackUrl(stream: LiveStreamHandle, viewer: ViewerContext): Promise<Playback>;
  getStreamStatus(stream: LiveStreamHandle, call: CallContext): Promise<LiveStreamStatus>;
  /** One request for many, in the order of the handles. */
  getStreamStatuses?(streams: readonly LiveStreamHandle[], call: CallContext): Promise<LiveStreamStatus[]>;
  getStreamAnalytics(stream: LiveStreamHandle, range: TimeRange, call: CallContext): Promise<StreamAnalytics>;
  /** Takes one step towards the end; call it until it says `ended`. Any number of times. */
  endLiveStream(stream: LiveStreamHandle, end: EndOptions, call: CallContext): Promise<EndReceipt>;
  /** The stream that `streamIncarnation` names; `null` when there is none. For answers that were lost. Creates nothing. */
  findLiveStream?(call: EffectContext): Promise<LiveStreamHandle | null>;
  /** Those of this namespace only. */
  listLiveStreams?(call: CallContext): AsyncIterable<FoundLiveStream>;
  preflight?(spec: LiveStreamSpec, call: CallContext): Promise<Finding[]>;
}

import type {
  EndOptions,
  EndReceipt,
  LiveStream,
  LiveStreamHandle,
  LiveStreamSpec,
  LiveStreamStatus,
  PlatformCapabilities,
  Playback,
  StreamAnalytics,
  TimeRange,
  ViewerContext,
} from "@hybrid-stream/spec";

/** The numbers of an `EffectContext`; signal and logger stay in their process. */
export interface EffectNumbers {
  readonly namespace: string;
  readonly channelId: string;
  readonly session: number;
  readonly instanceId: string;
  readonly streamIncarnation: number;
  readonly relayGeneration: number;
  readonly relayAttempt: number;
}

/** An `IngestEndpoint` between two processes: the key in the clear, as any platform's API sends it. */
export interface PlainIngest {
  readonly url: string;
  readonly streamKey: string;
  readonly keyId: string;
}

interface OfStream {
  readonly stream: LiveStreamHandle;
}

/** What an origin in a process of its own answers. */
export interface OriginApi {
  capabilities(none: null): Promise<PlatformCapabilities>;
  createLiveStream(call: { spec: LiveStreamSpec; numbers: EffectNumbers }): Promise<LiveStream>;
  getStreamKey(call: OfStream & { numbers: EffectNumbers }): Promise<PlainIngest>;
  rotateStreamKey(call: OfStream & { numbers: EffectNumbers }): Promise<PlainIngest>;
  getPlaybackUrl(call: OfStream & { viewer: ViewerContext }): Promise<Playback>;
  getStreamStatus(call: OfStream & { namespace: string }): Promise<LiveStreamStatus>;
  getStreamAnalytics(call: OfStream & { range: TimeRange; namespace: string }): Promise<StreamAnalytics>;
  endLiveStream(call: OfStream & { end: EndOptions; namespace: string }): Promise<EndReceipt>;
}

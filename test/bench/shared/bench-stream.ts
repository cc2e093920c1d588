import {
  type EffectContext,
  type LiveStreamHandle,
  publishUrl,
  type StreamingPlatform,
  silentLogger,
} from "@hybrid-stream/spec";

/** A live stream that no orchestrator looks after. */
export interface BenchStream {
  readonly handle: LiveStreamHandle;
  /** Address and key. */
  readonly publishUrl: string;
  readonly playbackUrl: string;
  end(): Promise<void>;
}

/** Makes a stream as a host would that does without the SDK's orchestrator. */
export async function createBenchStream(platform: StreamingPlatform, channelId: string): Promise<BenchStream> {
  const call: EffectContext = {
    signal: new AbortController().signal,
    namespace: "bench-bare",
    logger: silentLogger,
    channelId,
    session: 1,
    instanceId: "bench",
    streamIncarnation: 1,
    relayGeneration: 1,
    relayAttempt: 1,
    checkpoint: async () => {},
  };
  const spec = { access: "public", recording: false, latency: "standard", continuityWindowSeconds: 60 } as const;
  const { handle } = await platform.createLiveStream(spec, call);
  const ingest = await platform.getStreamKey(handle, call);
  const playback = await platform.getPlaybackUrl(handle, { purpose: "view" });
  return {
    handle,
    publishUrl: publishUrl(ingest),
    playbackUrl: playback.url,
    async end() {
      await platform.endLiveStream(handle, { disposition: "retire", recording: "delete" }, call);
    },
  };
}

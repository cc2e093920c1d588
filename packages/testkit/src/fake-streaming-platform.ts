import type { HlsProbeResult } from "@hybrid-stream/provider-kit";
import {
  type CallContext,
  type EffectContext,
  type EndOptions,
  type EndReceipt,
  type FoundLiveStream,
  type Hint,
  type IngestEndpoint,
  type LiveStreamHandle,
  type LiveStreamSpec,
  type LiveStreamStatus,
  type PlatformCapabilities,
  Secret,
  type StreamingPlatform,
} from "@hybrid-stream/spec";
import { type FakeCallLog, FakeCalls, type FakeFaults } from "./fake-faults.js";
import { liveStreamStatusOf } from "./fake-stream-status.js";
import { FakeWebhooks } from "./fake-webhooks.js";
import { createFakeWorld, type FakeWorld } from "./fake-world.js";
import type { FakeStream } from "./fake-world-types.js";

/** What {@link fakeStreamingPlatform} takes; all of it may be left out. */
export interface FakeStreamingPlatformOptions {
  /** Default `fake-platform`. */
  readonly id?: string;
  /** Default: a world of its own. */
  readonly world?: FakeWorld;
  /** Over the defaults: fences by rotation without delay, counts viewers exactly, lists, free probes. */
  readonly capabilities?: Partial<PlatformCapabilities>;
  /** Before every effect. Milliseconds, default 0. */
  readonly latencyMs?: number;
  /** The longest continuity window that it accepts. Seconds, default 60. */
  readonly maxContinuityWindowSeconds?: number;
  /** How long it refuses a new connection after a drop. Seconds, default 0. */
  readonly sessionHoldSeconds?: number;
  /** From the first order to end until `ended`. Seconds, default 0. */
  readonly endDelaySeconds?: number;
  /** A new broadcast counts its segments from 0 again, as platforms with a video per broadcast do. Default `false`. */
  readonly sequenceRestartsWithBroadcast?: boolean;
  /** Stores a partial handle before the vendor is asked. Default `true`. */
  readonly checkpoints?: boolean;
}

/** A streaming platform without a vendor: everything happens in its {@link FakeWorld}. */
export interface FakeStreamingPlatform extends StreamingPlatform {
  readonly world: FakeWorld;
  readonly faults: FakeFaults;
  readonly calls: FakeCallLog;
  /** Looks at the playlist of a playback address, by the clock of the world. */
  probe(url: string): Promise<HlsProbeResult>;
  /** Sends a hint from inside the process to whoever listens. */
  emitHint(hint: Hint): void;
  /** The stream that a handle names. */
  streamOf(handle: LiveStreamHandle): FakeStream | undefined;
  listLiveStreams(call: CallContext): AsyncIterable<FoundLiveStream>;
  getStreamStatuses(streams: readonly LiveStreamHandle[], call: CallContext): Promise<LiveStreamStatus[]>;
  parseWebhook: NonNullable<StreamingPlatform["parseWebhook"]>;
  onHint: NonNullable<StreamingPlatform["onHint"]>;
}

const defaultCapabilities: PlatformCapabilities = {
  fence: "rotate",
  fenceDelaySeconds: 0,
  maxSessionSeconds: null,
  ingestLimits: {
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
  },
  viewerCount: "exact",
  latencySeconds: { low: 6, high: 12 },
  signedPlayback: false,
  probeCost: "free",
  adaptiveBitrate: false,
  maxConcurrent: null,
  canList: true,
  billing: "fake-platform",
};

/** Makes a {@link FakeStreamingPlatform}. With another fence than `rotate` it has no `rotateStreamKey`. */
export function fakeStreamingPlatform(options: FakeStreamingPlatformOptions = {}): FakeStreamingPlatform {
  const id = options.id ?? "fake-platform";
  const world = options.world ?? createFakeWorld();
  const capabilities: PlatformCapabilities = { ...defaultCapabilities, ...options.capabilities };
  const calls = new FakeCalls({ provider: id, clock: world.clock, latencyMs: options.latencyMs ?? 0 });
  const webhooks = new FakeWebhooks(id);
  const mine = (): FakeStream[] => [...world.streams.values()].filter((stream) => stream.platform === id);

  const streamOf = (handle: LiveStreamHandle): FakeStream | undefined => {
    world.catchUp();
    const { streamId, namespace, channelId, incarnation } = handle.data;
    if (typeof streamId === "string") return world.streams.get(streamId);
    return mine().findLast(
      (stream) =>
        stream.namespace === namespace && stream.channelId === channelId && stream.incarnation === incarnation,
    );
  };
  const handleOf = (stream: FakeStream): LiveStreamHandle => ({
    provider: id,
    version: 1,
    data: { streamId: stream.id, channelId: stream.channelId },
  });
  const existing = (handle: LiveStreamHandle, operation: string): FakeStream => {
    const stream = streamOf(handle);
    if (!stream || stream.state === "deleted") throw calls.error("not-found", operation);
    return stream;
  };
  /** What is being taken down gets no new key: the end would be undone. */
  const notEnding = (handle: LiveStreamHandle, operation: string): FakeStream => {
    const stream = existing(handle, operation);
    if (stream.state === "ending") throw calls.error("conflict", operation);
    return stream;
  };
  const partial = (call: EffectContext): LiveStreamHandle => ({
    provider: id,
    version: 1,
    data: { namespace: call.namespace, channelId: call.channelId, incarnation: call.streamIncarnation },
  });
  const endpointOf = (stream: FakeStream, call: EffectContext): IngestEndpoint => {
    // A stream that ended and is used again opens with a new key.
    if (stream.state === "ended") stream.state = "open";
    if (!stream.keys.some((candidate) => candidate.deadAt === null)) world.change(() => world.newKey(stream, 0));
    const key = stream.keys.find((candidate) => candidate.deadAt === null);
    if (!key) throw calls.error("internal", "getStreamKey");
    // A later generation outranks every attempt of an earlier one.
    const priority = call.relayGeneration * 1000 + call.relayAttempt;
    const value = capabilities.fence === "takeover" ? `${key.value}?priority=${priority}` : key.value;
    return { url: stream.ingestUrl, streamKey: new Secret(value), keyId: key.keyId };
  };
  const channelOf = (handle: LiveStreamHandle): string | null =>
    typeof handle.data.channelId === "string" ? handle.data.channelId : null;
  const statusOf = (handle: LiveStreamHandle): LiveStreamStatus =>
    liveStreamStatusOf(streamOf(handle), { world, viewerCount: capabilities.viewerCount });
  const run = <Result>(operation: string, handle: LiveStreamHandle, call: CallContext, effect: () => Result) =>
    calls.run<Result>({ operation, channelId: channelOf(handle), signal: call.signal, effect });

  const create = (spec: LiveStreamSpec, call: EffectContext): FakeStream => {
    const found = streamOf(partial(call));
    if (found && found.state !== "deleted") return found;
    const open = mine().filter((stream) => stream.state !== "deleted");
    if (capabilities.maxConcurrent !== null && open.length >= capabilities.maxConcurrent) {
      throw calls.error("quota-exhausted", "createLiveStream");
    }
    return world.addStream({
      platform: id,
      namespace: call.namespace,
      channelId: call.channelId,
      incarnation: call.streamIncarnation,
      fence: capabilities.fence,
      ingestUrl: `rtmps://ingest.${id}.fake.invalid/live`,
      continuityWindowSeconds: Math.min(spec.continuityWindowSeconds, options.maxContinuityWindowSeconds ?? 60),
      sessionHoldSeconds: options.sessionHoldSeconds ?? 0,
      maxSessionMs: capabilities.maxSessionSeconds === null ? null : capabilities.maxSessionSeconds * 1000,
      sequenceRestartsWithBroadcast: options.sequenceRestartsWithBroadcast ?? false,
      recording: spec.recording,
    });
  };

  const end = (handle: LiveStreamHandle, { disposition, recording }: EndOptions): EndReceipt => {
    const stream = streamOf(handle);
    if (!stream || stream.state === "deleted") return { state: "ended", viewersOff: true, retryAfterMs: 0 };
    const delayMs = (options.endDelaySeconds ?? 0) * 1000;
    if (stream.state === "open") world.closeStream(stream, delayMs);
    world.catchUp();
    if (stream.state === "ending") return { state: "ending", viewersOff: true, retryAfterMs: Math.max(1, delayMs) };
    if (recording === "delete") stream.recordedBroadcastId = null;
    if (disposition === "retire") stream.state = "deleted";
    return { state: "ended", viewersOff: true, retryAfterMs: 0 };
  };

  const rotate = (handle: LiveStreamHandle, call: EffectContext): Promise<IngestEndpoint> =>
    run("rotateStreamKey", handle, call, () => {
      const stream = notEnding(handle, "rotateStreamKey");
      world.change(() => world.newKey(stream, capabilities.fenceDelaySeconds * 1000));
      return endpointOf(stream, call);
    });

  return {
    specificationVersion: "v1",
    kind: "fake-platform",
    id,
    capabilities,
    world,
    faults: calls.faults,
    calls: calls.log,
    streamOf,
    emitHint: (hint) => webhooks.emit(hint),
    onHint: (listener) => webhooks.onHint(listener),
    parseWebhook: (request) => webhooks.parse(request),
    probe: (url) => world.probe(url),
    createLiveStream: async (spec, call) => {
      if (options.checkpoints ?? true) {
        if (call.signal.aborted) throw calls.error("aborted", "createLiveStream");
        await call.checkpoint(partial(call));
      }
      return run("createLiveStream", partial(call), call, () => {
        const stream = create(spec, call);
        const { continuityWindowSeconds, sessionHoldSeconds } = stream;
        return { handle: handleOf(stream), continuityWindowSeconds, sessionHoldSeconds };
      });
    },
    getStreamKey: (handle, call) =>
      run("getStreamKey", handle, call, () => {
        const stream = notEnding(handle, "getStreamKey");
        return endpointOf(stream, call);
      }),
    ...(capabilities.fence === "rotate" ? { rotateStreamKey: rotate } : {}),
    getPlaybackUrl: async (handle, viewer) => {
      const stream = existing(handle, "getPlaybackUrl");
      const seconds = viewer.expiresInSeconds ?? 3600;
      return {
        kind: "hls",
        url: stream.playbackUrl,
        latencySeconds: capabilities.latencySeconds,
        expiresAt: capabilities.signedPlayback
          ? new Date(world.clock.now().getTime() + seconds * 1000).toISOString()
          : null,
        variants:
          stream.recordedBroadcastId === null
            ? []
            : [{ kind: "vod", url: `${stream.playbackUrl}?broadcast=${stream.recordedBroadcastId}` }],
      };
    },
    getStreamStatus: (handle, call) => run("getStreamStatus", handle, call, () => statusOf(handle)),
    getStreamStatuses: (handles, call) =>
      calls.run({
        operation: "getStreamStatuses",
        channelId: null,
        signal: call.signal,
        effect: () => handles.map(statusOf),
      }),
    getStreamAnalytics: (handle, _range, call) =>
      run("getStreamAnalytics", handle, call, () => ({
        minutesDelivered: null,
        minutesReceived: Math.floor((streamOf(handle)?.mediaMs ?? 0) / 60_000),
        bytesDelivered: null,
        peakViewers: streamOf(handle)?.viewers ?? null,
        averageBitrateKbps: null,
        delaySeconds: 0,
      })),
    endLiveStream: (handle, order, call) => run("endLiveStream", handle, call, () => end(handle, order)),
    async *listLiveStreams(call) {
      const found = await calls.run({
        operation: "listLiveStreams",
        channelId: null,
        signal: call.signal,
        effect: () => mine().filter((stream) => stream.state !== "deleted" && stream.namespace === call.namespace),
      });
      for (const stream of found) {
        yield {
          handle: handleOf(stream),
          channelId: stream.channelId,
          streamIncarnation: stream.incarnation,
          createdAt: world.dateAt(stream.createdAt),
        };
      }
    },
    close: async () => webhooks.close(),
  };
}

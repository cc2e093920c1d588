import type { IncomingMessage, ServerResponse } from "node:http";
import {
  type CallContext,
  type EffectContext,
  type EndOptions,
  type EndReceipt,
  type FoundLiveStream,
  type Hint,
  HybridStreamError,
  type IngestEndpoint,
  type LiveStream,
  type LiveStreamHandle,
  type LiveStreamSpec,
  type LiveStreamStatus,
  type PlatformCapabilities,
  type Playback,
  type StreamAnalytics,
  type TimeRange,
  type ViewerContext,
} from "@hybrid-stream/spec";
import { ingestUrl } from "./addresses.js";
import { analyticsOf } from "./analytics.js";
import { capabilitiesOf } from "./capabilities.js";
import type { HlsOrigin } from "./hls-origin.js";
import { deriveStreamKey } from "./ingest/stream-key.js";
import { IngestHints } from "./ingest-hints.js";
import { type OriginAddresses, type OriginRuntime, startRuntime } from "./origin-runtime.js";
import { playbackOf } from "./playback-of.js";
import type { Settings } from "./settings.js";
import type { OriginStream } from "./stream/origin-stream.js";
import { makeHandle, readHandle } from "./stream/stream-identity.js";
import { absentStatus, statusOf } from "./stream/stream-status.js";

/** The origin as a {@link StreamingPlatform}: every call goes to the stream that its handle names. */
export class OriginPlatform implements HlsOrigin {
  readonly specificationVersion = "v1";
  readonly kind = "hls-origin";
  readonly id: string;
  readonly capabilities: PlatformCapabilities;
  readonly #settings: Settings;
  readonly #hints: IngestHints;
  #runtime: Promise<OriginRuntime> | null = null;
  /** There once the origin listens. */
  #open: OriginRuntime | null = null;
  #closing: Promise<void> | null = null;

  constructor(settings: Settings) {
    this.id = settings.id;
    this.capabilities = capabilitiesOf(settings);
    this.#settings = settings;
    this.#hints = new IngestHints(settings.id, settings.clock);
  }

  async start(): Promise<OriginAddresses> {
    return (await this.#started("start")).addresses;
  }

  handleRequest(request: IncomingMessage, response: ServerResponse): void {
    if (this.#open !== null) this.#open.handle(request, response);
    else response.writeHead(503, { "Retry-After": "1", "Cache-Control": "no-store" }).end();
  }

  onHint(listener: (hint: Hint) => void): () => void {
    return this.#hints.subscribe(listener);
  }

  async createLiveStream(spec: LiveStreamSpec, call: EffectContext): Promise<LiveStream> {
    if (spec.access === "signed" && !this.capabilities.signedPlayback) {
      throw new HybridStreamError({
        code: "request-rejected",
        message: 'Signed playback needs the origin to serve viewers: use http.serve "listen" or "mounted".',
        provider: this.id,
        operation: "createLiveStream",
        field: "access",
      });
    }
    const { registry } = await this.#started("createLiveStream", call);
    const stream = await registry.create({
      namespace: call.namespace,
      channelId: call.channelId,
      streamIncarnation: call.streamIncarnation,
      access: spec.access,
      recording: spec.recording,
      continuityWindowSeconds: spec.continuityWindowSeconds,
    });
    return {
      handle: this.#handleOf(stream),
      continuityWindowSeconds: stream.state.continuityWindowSeconds,
      sessionHoldSeconds: 0,
    };
  }

  async getStreamKey(handle: LiveStreamHandle, call: EffectContext): Promise<IngestEndpoint> {
    const stream = await this.#find(handle, "getStreamKey", call);
    return this.#endpoint(stream, await stream.issueKey());
  }

  async rotateStreamKey(handle: LiveStreamHandle, call: EffectContext): Promise<IngestEndpoint> {
    const stream = await this.#find(handle, "rotateStreamKey", call);
    return this.#endpoint(stream, await stream.rotateKey());
  }

  async getPlaybackUrl(handle: LiveStreamHandle, viewer: ViewerContext): Promise<Playback> {
    const data = readHandle(handle, this.id, "getPlaybackUrl");
    const { addresses, tokens, registry } = await this.#started("getPlaybackUrl");
    return playbackOf({
      data,
      viewer,
      addresses,
      tokens,
      settings: this.#settings,
      stream: registry.find(data.streamId),
    });
  }

  async getStreamStatus(handle: LiveStreamHandle, call: CallContext): Promise<LiveStreamStatus> {
    const { streamId } = readHandle(handle, this.id, "getStreamStatus");
    const { registry } = await this.#started("getStreamStatus", call);
    const stream = registry.find(streamId);
    return stream === null ? absentStatus(this.#settings.clock.now()) : statusOf(stream, this.#settings);
  }

  getStreamStatuses(handles: readonly LiveStreamHandle[], call: CallContext): Promise<LiveStreamStatus[]> {
    return Promise.all(handles.map((handle) => this.getStreamStatus(handle, call)));
  }

  async getStreamAnalytics(handle: LiveStreamHandle, range: TimeRange, call: CallContext): Promise<StreamAnalytics> {
    const { streamId } = readHandle(handle, this.id, "getStreamAnalytics");
    const { registry } = await this.#started("getStreamAnalytics", call);
    const ledger = registry.find(streamId)?.ledger ?? null;
    return analyticsOf(ledger, range, {
      seesDelivery: this.#settings.http.serve !== "directory",
      countsViewers: this.#settings.countsViewers,
    });
  }

  async endLiveStream(handle: LiveStreamHandle, end: EndOptions, call: CallContext): Promise<EndReceipt> {
    const { streamId } = readHandle(handle, this.id, "endLiveStream");
    const { registry } = await this.#started("endLiveStream", call);
    await registry.find(streamId)?.end(end);
    return { state: "ended", viewersOff: true, retryAfterMs: 0 };
  }

  async *listLiveStreams(call: CallContext): AsyncIterable<FoundLiveStream> {
    const { registry } = await this.#started("listLiveStreams", call);
    for (const stream of registry.all()) {
      const { namespace, channelId, streamIncarnation, createdAt, retiredAt } = stream.state;
      if (namespace !== call.namespace || retiredAt !== null) continue;
      yield { handle: this.#handleOf(stream), channelId, streamIncarnation, createdAt: new Date(createdAt) };
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const runtime = await this.#runtime?.catch(() => null);
    this.#open = null;
    await runtime?.close();
    this.#hints.clear();
  }

  async #started(operation: string, call?: CallContext): Promise<OriginRuntime> {
    const error = { provider: this.id, operation };
    if (call?.signal.aborted) {
      throw new HybridStreamError({ ...error, code: "aborted", message: `${operation} was cancelled.` });
    }
    if (this.#closing !== null) {
      throw new HybridStreamError({ ...error, code: "closed", message: "The origin is closed: make another one." });
    }
    this.#runtime ??= startRuntime(this.#settings, (state, evidence) => this.#hints.emit(state, evidence));
    try {
      this.#open = await this.#runtime;
      return this.#open;
    } catch (thrown) {
      // The next call tries again: a port may have become free.
      this.#runtime = null;
      throw thrown;
    }
  }

  async #find(handle: LiveStreamHandle, operation: string, call: CallContext): Promise<OriginStream> {
    const { streamId } = readHandle(handle, this.id, operation);
    const { registry } = await this.#started(operation, call);
    const stream = registry.find(streamId);
    if (stream !== null && stream.state.retiredAt === null) return stream;
    throw new HybridStreamError({
      code: "not-found",
      message: "The origin has no such live stream: it was retired, or the origin's directory is another one.",
      provider: this.id,
      operation,
    });
  }

  #handleOf(stream: OriginStream): LiveStreamHandle {
    return makeHandle(this.id, { streamId: stream.id, access: stream.state.access });
  }

  async #endpoint(stream: OriginStream, keyGeneration: number): Promise<IngestEndpoint> {
    const { addresses } = await this.#started("getStreamKey");
    const { secret, rtmp } = this.#settings;
    return { url: ingestUrl(rtmp, addresses), ...deriveStreamKey({ secret, streamId: stream.id, keyGeneration }) };
  }
}

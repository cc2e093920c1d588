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
import { namedError } from "./named-error.js";
import { type OriginAddresses, type OriginRuntime, startRuntime } from "./origin-runtime.js";
import { playbackOf } from "./playback-of.js";
import { type Settings, servesViewers } from "./settings.js";
import type { StorageReport } from "./stream/media-files.js";
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

  start(): Promise<OriginAddresses> {
    return this.#run({ operation: "start" }, async ({ addresses }) => addresses);
  }

  handleRequest(request: IncomingMessage, response: ServerResponse): void {
    if (this.#open !== null) this.#open.handle(request, response);
    else response.writeHead(503, { "Retry-After": "1", "Cache-Control": "no-store" }).end();
  }

  onHint(listener: (hint: Hint) => void): () => void {
    return this.#hints.subscribe(listener);
  }

  createLiveStream(spec: LiveStreamSpec, call: EffectContext): Promise<LiveStream> {
    const operation = "createLiveStream";
    return this.#run({ operation, call }, async ({ registry }) => {
      if (spec.access === "signed" && !this.capabilities.signedPlayback) {
        throw new HybridStreamError({
          code: "request-rejected",
          message:
            'Signed playback needs the origin to serve viewers: use http.serve "listen" or "mounted", and no storage.',
          provider: this.id,
          operation,
          field: "access",
        });
      }
      const { namespace, channelId, streamIncarnation } = call;
      const { access, recording, continuityWindowSeconds } = spec;
      const stream = await registry.create({
        ...{ namespace, channelId, streamIncarnation },
        ...{ access, recording, continuityWindowSeconds },
      });
      return { handle: this.#handleOf(stream), continuityWindowSeconds, sessionHoldSeconds: 0 };
    });
  }

  getStreamKey(handle: LiveStreamHandle, call: EffectContext): Promise<IngestEndpoint> {
    const operation = "getStreamKey";
    return this.#run({ operation, call }, async (runtime) => {
      const stream = this.#find(runtime, handle, operation);
      return this.#endpoint(runtime, stream, await stream.issueKey());
    });
  }

  rotateStreamKey(handle: LiveStreamHandle, call: EffectContext): Promise<IngestEndpoint> {
    const operation = "rotateStreamKey";
    return this.#run({ operation, call }, async (runtime) => {
      const stream = this.#find(runtime, handle, operation);
      return this.#endpoint(runtime, stream, await stream.rotateKey());
    });
  }

  getPlaybackUrl(handle: LiveStreamHandle, viewer: ViewerContext): Promise<Playback> {
    const operation = "getPlaybackUrl";
    return this.#run({ operation }, async ({ addresses, tokens, registry }) => {
      const data = readHandle(handle, this.id, operation);
      const stream = registry.find(data.streamId);
      return playbackOf({ data, viewer, addresses, tokens, settings: this.#settings, stream });
    });
  }

  getStreamStatus(handle: LiveStreamHandle, call: CallContext): Promise<LiveStreamStatus> {
    const operation = "getStreamStatus";
    return this.#run({ operation, call }, async ({ registry }) => {
      const stream = registry.find(readHandle(handle, this.id, operation).streamId);
      return stream === null ? absentStatus(this.#settings.clock.now()) : statusOf(stream, this.#settings);
    });
  }

  getStreamStatuses(handles: readonly LiveStreamHandle[], call: CallContext): Promise<LiveStreamStatus[]> {
    return Promise.all(handles.map((handle) => this.getStreamStatus(handle, call)));
  }

  getStreamAnalytics(handle: LiveStreamHandle, range: TimeRange, call: CallContext): Promise<StreamAnalytics> {
    const operation = "getStreamAnalytics";
    return this.#run({ operation, call }, async ({ registry }) => {
      const stream = registry.find(readHandle(handle, this.id, operation).streamId);
      const { http, countsViewers } = this.#settings;
      return analyticsOf(stream?.ledger ?? null, range, { seesDelivery: servesViewers(http), countsViewers });
    });
  }

  getStorageReport(handle: LiveStreamHandle): Promise<StorageReport | null> {
    const operation = "getStorageReport";
    return this.#run({ operation }, async ({ registry }) => {
      return registry.find(readHandle(handle, this.id, operation).streamId)?.store.files.report ?? null;
    });
  }

  endLiveStream(handle: LiveStreamHandle, end: EndOptions, call: CallContext): Promise<EndReceipt> {
    const operation = "endLiveStream";
    return this.#run({ operation, call }, async ({ registry }) => {
      await registry.find(readHandle(handle, this.id, operation).streamId)?.end(end);
      return { state: "ended", viewersOff: true, retryAfterMs: 0 };
    });
  }

  async *listLiveStreams(call: CallContext): AsyncIterable<FoundLiveStream> {
    const streams = await this.#run({ operation: "listLiveStreams", call }, async ({ registry }) => [
      ...registry.all(),
    ]);
    for (const stream of streams) {
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

  /** Starts the origin if need be, and lets nothing out but errors that name it. */
  async #run<Result>(
    { operation, call }: { operation: string; call?: CallContext },
    work: (runtime: OriginRuntime) => Promise<Result>,
  ): Promise<Result> {
    const error = { provider: this.id, operation };
    if (call?.signal.aborted) {
      throw new HybridStreamError({ ...error, code: "aborted", message: `${operation} was cancelled.` });
    }
    if (this.#closing !== null) {
      throw new HybridStreamError({ ...error, code: "closed", message: "The origin is closed: make another one." });
    }
    try {
      return await work(await this.#started());
    } catch (thrown) {
      throw namedError(thrown, error);
    }
  }

  async #started(): Promise<OriginRuntime> {
    this.#runtime ??= startRuntime({
      settings: this.#settings,
      onIngestChange: (state, evidence) => this.#hints.emit(state, evidence),
      viewerSights: this.#settings.countsViewers ? "playlists" : "none",
    });
    try {
      this.#open = await this.#runtime;
      return this.#open;
    } catch (thrown) {
      // The next call tries again: a port may have become free.
      this.#runtime = null;
      throw thrown;
    }
  }

  #find({ registry }: OriginRuntime, handle: LiveStreamHandle, operation: string): OriginStream {
    const stream = registry.find(readHandle(handle, this.id, operation).streamId);
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

  #endpoint({ addresses }: OriginRuntime, stream: OriginStream, keyGeneration: number): IngestEndpoint {
    const { secret, rtmp } = this.#settings;
    return { url: ingestUrl(rtmp, addresses), ...deriveStreamKey({ secret, streamId: stream.id, keyGeneration }) };
  }
}

import { fingerprint, webhookRejected } from "@hybrid-stream/provider-kit";
import {
  type CallContext,
  type EffectContext,
  type EndOptions,
  type EndReceipt,
  type Finding,
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
  type RawWebhook,
  type StreamAnalytics,
  type TimeRange,
  toHybridStreamError,
  type ViewerContext,
} from "@hybrid-stream/spec";
import { getStreamAnalytics } from "./analytics/stream-analytics.js";
import { capabilitiesOf } from "./capabilities.js";
import { createStreamClient } from "./client/stream-client.js";
import type { CloudflareStream } from "./cloudflare-stream.js";
import { endLiveStream } from "./end/end-live-stream.js";
import { ShutInputs } from "./end/shut-inputs.js";
import { createLiveStream } from "./live-inputs/create-live-stream.js";
import type { LiveInput, LiveInputSummary } from "./live-inputs/live-input.js";
import { createLiveInputs, type LiveInputs } from "./live-inputs/live-inputs-api.js";
import { createOutputs, type Outputs } from "./live-inputs/outputs-api.js";
import { createdAtOf, handleOfListed, isOwnedBy, ownerOf, readHandle } from "./live-inputs/stream-identity.js";
import type { PlatformContext } from "./platform-context.js";
import { playbackOf } from "./playback/playback-of.js";
import { customerCodeIn, PlaybackOrigin } from "./playback/playback-origin.js";
import { createPlayerHost } from "./playback/player-host.js";
import { createSigningKeys, type SigningKeys } from "./playback/signing-keys-api.js";
import { preflight } from "./preflight/preflight.js";
import type { Settings } from "./settings.js";
import { Observer } from "./status/observe.js";
import { SharedLists } from "./status/shared-lists.js";
import { Broadcasts } from "./videos/broadcasts.js";
import { createVideos, type Videos } from "./videos/videos-api.js";
import { readNotification } from "./webhooks/notification.js";
import { readQueueEvent } from "./webhooks/queue-event.js";
import { readVideoWebhook } from "./webhooks/video-webhook.js";

/** How many statuses of a batch are looked at side by side. */
const sideBySide = 50;

/** Cloudflare Stream as a platform: each call goes to the part that knows how. */
export class CloudflareStreamPlatform implements CloudflareStream {
  readonly specificationVersion = "v1";
  readonly kind = "cloudflare-stream";
  readonly id: string;
  readonly capabilities: PlatformCapabilities;
  readonly liveInputs: LiveInputs;
  readonly outputs: Outputs;
  readonly videos: Videos;
  readonly signingKeys: SigningKeys;
  readonly #context: PlatformContext;
  readonly #observer: Observer;

  constructor(settings: Settings) {
    const client = createStreamClient(settings);
    this.id = settings.id;
    this.capabilities = capabilitiesOf(settings);
    this.liveInputs = createLiveInputs(client);
    this.outputs = createOutputs(client);
    this.videos = createVideos(client);
    this.signingKeys = createSigningKeys(client);
    this.#context = {
      settings,
      client,
      liveInputs: this.liveInputs,
      videos: this.videos,
      signingKeys: this.signingKeys,
      lists: new SharedLists(settings, this),
      playerHost: createPlayerHost(settings),
      origin: new PlaybackOrigin(settings),
      broadcasts: new Broadcasts(),
      shutInputs: new ShutInputs(settings.clock),
    };
    this.#observer = new Observer(this.#context);
  }

  createLiveStream(spec: LiveStreamSpec, call: EffectContext): Promise<LiveStream> {
    return this.#run("createLiveStream", call, () => createLiveStream(spec, call, this.#context));
  }

  getStreamKey(stream: LiveStreamHandle, call: EffectContext): Promise<IngestEndpoint> {
    const operation = "getStreamKey";
    return this.#run(operation, call, async () => {
      const { inputId } = readHandle(stream, this.id, operation);
      const input = await this.liveInputs.get(inputId, { ...call, priority: "start" });
      this.#context.origin.note(customerCodeIn(input));
      return this.#endpoint(await this.#enabled(input, call), operation);
    });
  }

  rotateStreamKey(stream: LiveStreamHandle, call: EffectContext): Promise<IngestEndpoint> {
    const operation = "rotateStreamKey";
    return this.#run(operation, call, async () => {
      const { inputId } = readHandle(stream, this.id, operation);
      const input = await this.liveInputs.rotateKeys(inputId, { ...call, priority: "fence" });
      return this.#endpoint(await this.#enabled(input, call), operation);
    });
  }

  async getPlaybackUrl(stream: LiveStreamHandle, viewer: ViewerContext): Promise<Playback> {
    return playbackOf(readHandle(stream, this.id, "getPlaybackUrl"), viewer, this.#context);
  }

  getStreamStatus(stream: LiveStreamHandle, call: CallContext): Promise<LiveStreamStatus> {
    const operation = "getStreamStatus";
    return this.#run(operation, call, async () => this.#observer.status(readHandle(stream, this.id, operation), call));
  }

  getStreamStatuses(streams: readonly LiveStreamHandle[], call: CallContext): Promise<LiveStreamStatus[]> {
    const operation = "getStreamStatuses";
    return this.#run(operation, call, async () => {
      const handles = streams.map((stream) => readHandle(stream, this.id, operation));
      const statuses: LiveStreamStatus[] = [];
      for (let start = 0; start < handles.length; start += sideBySide) {
        const part = handles.slice(start, start + sideBySide);
        statuses.push(...(await Promise.all(part.map((data) => this.#observer.statusFromLists(data, call)))));
      }
      return statuses;
    });
  }

  getStreamAnalytics(stream: LiveStreamHandle, range: TimeRange, call: CallContext): Promise<StreamAnalytics> {
    const operation = "getStreamAnalytics";
    return this.#run(operation, call, async () =>
      getStreamAnalytics(readHandle(stream, this.id, operation).inputId, range, call, this.#context),
    );
  }

  endLiveStream(stream: LiveStreamHandle, end: EndOptions, call: CallContext): Promise<EndReceipt> {
    const operation = "endLiveStream";
    return this.#run(operation, call, async () =>
      endLiveStream(readHandle(stream, this.id, operation).inputId, end, call, this.#context),
    );
  }

  findLiveStream(call: EffectContext): Promise<LiveStreamHandle | null> {
    const operation = "findLiveStream";
    return this.#run(operation, call, async () => {
      const { liveInputs, complete } = await this.#context.lists.inputs({ call, maxAgeMs: 0, priority: "start" });
      const found = liveInputs.find((input) => isOwnedBy(input, call));
      if (found !== undefined) return this.#handleOf(found, call);
      if (complete) return null;
      throw new HybridStreamError({
        code: "unexpected-response",
        retry: "safe",
        message: `${operation}: the account has more live inputs than its list shows. Delete those that are not used.`,
        provider: this.id,
        operation,
      });
    });
  }

  async *listLiveStreams(call: CallContext): AsyncIterable<FoundLiveStream> {
    const { liveInputs, complete } = await this.#run("listLiveStreams", call, () =>
      this.#context.lists.inputs({ call, maxAgeMs: 0, priority: "sweep" }),
    );
    if (!complete) {
      call.logger.warn({ provider: this.id }, "the account has more live inputs than Cloudflare's list shows");
    }
    for (const input of liveInputs) {
      const owner = ownerOf(input);
      if (owner === null || owner.namespace !== call.namespace) continue;
      const { channelId, streamIncarnation } = owner;
      yield {
        handle: handleOfListed(input, this.#names()),
        channelId,
        streamIncarnation,
        createdAt: createdAtOf(input),
      };
    }
  }

  preflight(spec: LiveStreamSpec, call: CallContext): Promise<Finding[]> {
    return this.#run("preflight", call, () => preflight(spec, call, this.#context));
  }

  async parseWebhook(request: RawWebhook): Promise<Hint[]> {
    const { notificationSecret, webhookSecret } = this.#context.settings;
    if (request.headers["webhook-signature"] !== undefined) {
      if (webhookSecret === null) throw webhookRejected("No webhookSecret is set, so no webhook is taken.", this.id);
      const { broadcasts } = this.#context;
      return readVideoWebhook(request, { secret: webhookSecret, provider: this.id, broadcasts });
    }
    if (notificationSecret === null) {
      throw webhookRejected("No notificationSecret is set, so no notification is taken.", this.id);
    }
    return readNotification(request, notificationSecret, this.id);
  }

  readQueueEvent(message: unknown): Hint[] {
    return readQueueEvent(message, this.id);
  }

  inputIdOf(stream: LiveStreamHandle): string {
    return readHandle(stream, this.id, "inputIdOf").inputId;
  }

  async close(): Promise<void> {
    await Promise.all([this.#context.client.close(), this.#context.playerHost.close()]);
  }

  /** The list tells no customer code, and without one there is no playback. `null` when it is gone meanwhile. */
  async #handleOf(found: LiveInputSummary, call: EffectContext): Promise<LiveStreamHandle | null> {
    const { origin, settings } = this.#context;
    if (origin.code === null && settings.playbackBaseUrl === null) {
      try {
        origin.note(customerCodeIn(await this.liveInputs.get(found.uid, { ...call, priority: "start" })));
      } catch (thrown) {
        if (HybridStreamError.isInstance(thrown) && thrown.code === "not-found") return null;
        throw thrown;
      }
    }
    return handleOfListed(found, this.#names());
  }

  #names() {
    return { provider: this.id, customerCode: this.#context.origin.code };
  }

  /** An ended stream that shall be used again is disabled until its key is wanted. */
  async #enabled(input: LiveInput, call: EffectContext): Promise<LiveInput> {
    this.#context.shutInputs.delete(input.uid);
    if (input.enabled !== false) return input;
    return this.liveInputs.enable(input.uid, { ...call, current: input, priority: "start" });
  }

  #endpoint({ rtmps }: LiveInput, operation: string): IngestEndpoint {
    if (rtmps != null && /^rtmps?:\/\//.test(rtmps.url)) {
      const { url, streamKey } = rtmps;
      // Cloudflare names no key, so its fingerprint does.
      return { url: url.replace(/\/+$/, ""), streamKey, keyId: fingerprint(streamKey) };
    }
    throw new HybridStreamError({
      code: "unexpected-response",
      message: `${operation}: the live input has no RTMPS address.`,
      provider: this.id,
      operation,
      field: "rtmps",
    });
  }

  /** Sends nothing for a call that is over already, and lets nothing out but errors that name this platform. */
  async #run<Result>(operation: string, call: CallContext, work: () => Promise<Result>): Promise<Result> {
    const provider = this.id;
    if (call.signal.aborted) {
      const isTimeout = call.signal.reason instanceof Error && call.signal.reason.name === "TimeoutError";
      const message = `${operation} was cancelled before it began.`;
      throw new HybridStreamError({
        code: isTimeout ? "timeout" : "aborted",
        retry: "safe",
        message,
        provider,
        operation,
      });
    }
    try {
      return await work();
    } catch (thrown) {
      throw toHybridStreamError(thrown, { provider, operation });
    }
  }
}

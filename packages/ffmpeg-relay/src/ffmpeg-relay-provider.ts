import type { Readable } from "node:stream";
import { type FeatureNeeds, type FfmpegTools, findFfmpeg, requireFeatures } from "@hybrid-stream/ffmpeg-process";
import {
  type CallContext,
  type ChannelSource,
  type EffectContext,
  type Finding,
  type Hint,
  HybridStreamError,
  type RelayCapabilities,
  type RelayHandle,
  type RelaySpec,
  type RelayStatus,
  type StopReceipt,
  toHybridStreamError,
} from "@hybrid-stream/spec";
import type { FfmpegRelay, SingleUseOptions } from "./ffmpeg-relay.js";
import type { RelayConfiguration } from "./options.js";
import { callError, requireNotAborted } from "./relay/call-errors.js";
import { handleOf, keyOf, relayKey } from "./relay/relay-key.js";
import { RelayQueue } from "./relay/relay-queue.js";
import { RelayRun } from "./relay/relay-run.js";
import { needsOf, requireRtmp } from "./relay/requirements.js";
import { absentStatus } from "./relay/status.js";
import { type PreparedSource, prepareSource } from "./source/prepare-source.js";
import { SingleUseSources } from "./source/single-use.js";

/** Ended relays are remembered, so that their last status can be read; older ones are `absent`. */
const rememberedEnds = 256;

function capabilitiesOf(configuration: RelayConfiguration): RelayCapabilities {
  return {
    locality: "process",
    sources: configuration.allowFiles ? ["url", "file", "test-picture", "custom"] : ["url", "test-picture", "custom"],
    idempotentStart: true,
    canList: false,
    canUpdate: false,
    absenceProofSeconds: 0,
    maxSessionSeconds: null,
    maxConcurrent: configuration.maxConcurrent,
    requires: ["ffmpeg"],
    billing: "self-hosted-relay",
  };
}

export class FfmpegRelayProvider implements FfmpegRelay {
  readonly specificationVersion = "v1";
  readonly kind = "ffmpeg";
  readonly id: string;
  readonly capabilities: RelayCapabilities;
  readonly #configuration: RelayConfiguration;
  readonly #singleUse: SingleUseSources;
  readonly #queue: RelayQueue;
  readonly #relays = new Map<string, RelayRun>();
  readonly #listeners = new Set<(hint: Hint) => void>();
  #hints = 0;
  #closed = false;

  constructor(configuration: RelayConfiguration) {
    this.#configuration = configuration;
    this.id = configuration.id;
    this.capabilities = capabilitiesOf(configuration);
    this.#singleUse = new SingleUseSources(configuration.id);
    this.#queue = new RelayQueue(configuration.maxConcurrent);
  }

  singleUseSource(readable: Readable, options: SingleUseOptions): ChannelSource {
    return this.#singleUse.add(readable, options.container);
  }

  async startRelay(spec: RelaySpec, call: EffectContext): Promise<RelayHandle> {
    requireNotAborted(call.signal, { provider: this.id, operation: "startRelay" });
    const key = relayKey(call);
    const handle = handleOf(this.id, key, call.instanceId);
    if (this.#relays.has(key)) return handle;
    this.#requireOpen();
    const source = prepareSource(spec, this.#configuration, this.#singleUse);
    requireRtmp(spec.ingest, this.id);
    const tools = await this.#toolsFor(needsOf(source, spec, spec.ingest), call);
    // While FFmpeg was being asked, the same start may have come again, or the relay may have been closed.
    this.#requireOpen();
    if (!this.#relays.has(key)) this.#enter({ key, spec, source, tools });
    return handle;
  }

  async getRelayStatus(handle: RelayHandle, call: CallContext): Promise<RelayStatus> {
    requireNotAborted(call.signal, { provider: this.id, operation: "getRelayStatus" });
    return this.#find(handle)?.status() ?? absentStatus(this.#configuration.clock.now());
  }

  async stopRelay(handle: RelayHandle, call: CallContext): Promise<StopReceipt> {
    requireNotAborted(call.signal, { provider: this.id, operation: "stopRelay" });
    await this.#find(handle)?.stop();
    return { outcome: "proven", provableAfterMs: 0 };
  }

  async preflight(spec: Omit<RelaySpec, "ingest">, call: CallContext): Promise<Finding[]> {
    try {
      const source = prepareSource(spec, this.#configuration, this.#singleUse);
      const tools = await this.#toolsFor(needsOf(source, spec, null), call);
      const found: Finding = { severity: "ok", code: "ffmpeg-found", message: `FFmpeg is ready: ${tools.ffmpeg}` };
      if (tools.ffprobe !== null) return [found];
      const message = "No ffprobe was found: everything will be encoded. Install it, or set FFPROBE_PATH.";
      return [found, { severity: "warning", code: "ffprobe-not-found", message, field: "ffprobePath" }];
    } catch (thrown) {
      const { code, message, field } = toHybridStreamError(thrown);
      return [{ severity: "error", code, message, ...(field === undefined ? {} : { field }) }];
    }
  }

  onHint(listener: (hint: Hint) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#relays.values()].map((relay) => relay.stop()));
    this.#listeners.clear();
  }

  #enter(start: {
    readonly key: string;
    readonly spec: RelaySpec;
    readonly source: PreparedSource;
    readonly tools: FfmpegTools;
  }): void {
    const relay = new RelayRun({
      ...start,
      configuration: this.#configuration,
      onChange: (summary) => this.#tell(start.key, summary),
      onEnd: () => this.#queue.leave(relay),
    });
    this.#relays.set(start.key, relay);
    this.#forgetOldEnds();
    this.#queue.enter(relay);
  }

  #forgetOldEnds(): void {
    const ended = [...this.#relays].filter(([, relay]) => relay.hasEnded);
    for (const [key] of ended.slice(0, Math.max(0, ended.length - rememberedEnds))) this.#relays.delete(key);
  }

  #find(handle: RelayHandle): RelayRun | undefined {
    const key = keyOf(handle);
    return key === null ? undefined : this.#relays.get(key);
  }

  async #toolsFor(needs: FeatureNeeds, call: CallContext): Promise<FfmpegTools> {
    const { ffmpegPath, ffprobePath } = this.#configuration;
    try {
      const tools = await findFfmpeg({ ffmpegPath, ffprobePath, signal: call.signal });
      requireFeatures(tools, needs);
      return tools;
    } catch (thrown) {
      throw callError(thrown, call.signal, { provider: this.id, operation: "startRelay" });
    }
  }

  #tell(key: string, summary: string): void {
    this.#hints += 1;
    const hint: Hint = { id: `${key}#${this.#hints}`, provider: this.id, vendorRef: key, summary };
    this.#configuration.logger.info({ relay: key }, summary);
    for (const listener of [...this.#listeners]) {
      try {
        listener(hint);
      } catch {
        // A listener's fault must not reach the relay.
      }
    }
  }

  #requireOpen(): void {
    if (!this.#closed) return;
    throw new HybridStreamError({
      code: "closed",
      message: "This relay provider has been closed. Make a new one with ffmpegRelay().",
      provider: this.id,
      operation: "startRelay",
    });
  }
}

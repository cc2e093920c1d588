import { setMaxListeners } from "node:events";
import {
  type ChannelMode,
  type ChannelQuery,
  type ChannelRecord,
  type ChannelState,
  HybridStreamError,
  type IngestEndpoint,
} from "@hybrid-stream/spec";
import { closeDown } from "./close-down.js";
import type { ChannelCost } from "./cost/channel-cost.js";
import { CostDesk } from "./cost/cost-desk.js";
import { engineOf } from "./engine-of.js";
import { hasEnded, hasStarted } from "./face/arrivals.js";
import type { HybridStreamEventName, HybridStreamEvents } from "./face/events.js";
import { eventsOf } from "./face/events-of.js";
import { type Explanation, explainChannel } from "./face/explain.js";
import { ingestFor } from "./face/ingest.js";
import { type ChannelMetrics, metricsOf } from "./face/metrics.js";
import { nextStart } from "./face/next-order.js";
import { Nudges } from "./face/nudges.js";
import { readOrderRequest, type StartChannelRequest } from "./face/order-request.js";
import { placeOrder } from "./face/place-order.js";
import { type ChannelPlayback, playbackFor, type Viewer } from "./face/playback.js";
import { channelNotFound, channelOver, orderConflict, refuseMode } from "./face/refusals.js";
import { SafeEmitter } from "./face/safe-emitter.js";
import { sendEvent } from "./face/send-event.js";
import { type ChannelSnapshot, snapshotOf } from "./face/snapshot.js";
import { waitForChannel } from "./face/waiting.js";
import { handleWebhook } from "./face/webhook.js";
import type { Engine } from "./loop/engine.js";
import { Loop } from "./loop/loop.js";
import { MetricsRecorder } from "./metrics/metrics-recorder.js";
import type { HybridStreamOptions } from "./options.js";

/** How far a call shall wait. The order itself stands as soon as it is stored. */
export interface WaitOptions<Stage extends string> {
  readonly waitUntil?: Stage;
  /** Ends the wait, not the order. */
  readonly signal?: AbortSignal;
}

/**
 * Makes "this channel is live" and "this channel ends" true, and keeps it true.
 *
 * Calls store an order and return; the loop does the rest. Every call may be repeated. The providers and the store
 * belong to the orchestrator from construction on: `close()` closes them.
 */
export class HybridStreamOrchestrator implements AsyncDisposable {
  readonly #engine: Engine;
  readonly #loop: Loop;
  readonly #events: SafeEmitter<HybridStreamEvents>;
  readonly #nudges = new Nudges();
  readonly #costs: CostDesk;
  readonly #metrics: MetricsRecorder;
  readonly #closed = new AbortController();
  #started: Promise<void> | null = null;
  #closing: Promise<void> | null = null;

  /** @throws `invalid-options` that names the option and the fix. */
  constructor(options: HybridStreamOptions) {
    this.#engine = engineOf(options);
    // Every waiting caller listens, and there is no telling how many there are.
    setMaxListeners(0, this.#closed.signal);
    this.#events = new SafeEmitter(this.#engine.logger);
    this.#loop = new Loop(this.#engine, (before, after, record) => this.#onState(before, after, record));
    this.#costs = new CostDesk(options.cost, { engine: this.#engine, loop: this.#loop, events: this.#events });
    this.#metrics = new MetricsRecorder(this.#engine, this.#loop, this.#costs);
  }

  /** Adopts at boot what an earlier process left, without touching what is healthy. The first order does it too. */
  async start(): Promise<void> {
    this.#refuseWhenClosed();
    this.#metrics.start();
    this.#started ??= this.#loop.start().catch((thrown: unknown) => {
      this.#started = null;
      throw thrown;
    });
    return this.#started;
  }

  /**
   * Orders a channel to be live. The same order again changes nothing.
   *
   * @throws `invalid-order` for a wrong field; `order-conflict` when the channel is live with another order;
   * `budget-exceeded` when a budget of the option `cost` refuses new channels;
   * `channel-failed` or `wait-aborted` while waiting beyond `stored`.
   */
  async startChannel(
    request: StartChannelRequest,
    options: WaitOptions<"stored" | "playback-url" | "live"> = {},
  ): Promise<ChannelSnapshot> {
    this.#refuseWhenClosed();
    const fields = readOrderRequest(request);
    const { channelId } = fields;
    await placeOrder(this.#engine, channelId, (current) => {
      const next = nextStart(current, fields, this.#engine.clock.now());
      if (next.kind === "conflict") throw orderConflict(channelId, next.fields);
      if (next.kind === "new") this.#costs.refuseOverBudget(channelId);
      return next.kind === "same" ? null : { order: next.order, message: `Ordered to be live, ${fields.mode}.` };
    });
    await this.start();
    if (options.waitUntil === undefined || options.waitUntil === "stored") return this.#snapshot(channelId);
    return this.#wait(channelId, "startChannel", options.signal, (record) =>
      hasStarted(record, options.waitUntil === "playback-url"),
    );
  }

  /**
   * Orders a channel to end. Any number of times; no late event starts it again.
   *
   * `viewers-off` waits until viewers get nothing new and the key is dead, `confirmed` until every vendor has confirmed.
   *
   * @throws `channel-not-found`; `wait-aborted` while waiting.
   */
  async endChannel(
    channelId: string,
    options: WaitOptions<"stored" | "viewers-off" | "confirmed"> = {},
  ): Promise<ChannelSnapshot> {
    this.#refuseWhenClosed();
    await placeOrder(this.#engine, channelId, (current) => {
      if (current === null) throw channelNotFound(channelId, "endChannel");
      if (current.order.desired === "ended") return null;
      return { order: this.#change(current, { desired: "ended" }), message: "Ordered to end." };
    });
    await this.start();
    if (options.waitUntil === undefined || options.waitUntil === "stored") return this.#snapshot(channelId);
    return this.#wait(channelId, "endChannel", options.signal, (record) =>
      hasEnded(record, options.waitUntil === "viewers-off"),
    );
  }

  /** Changes the mode of a live channel. @throws `channel-not-found`, `channel-ended`, `invalid-order`. */
  async setMode(channelId: string, mode: ChannelMode): Promise<ChannelSnapshot> {
    this.#refuseWhenClosed();
    await placeOrder(this.#engine, channelId, (current) => {
      if (current === null) throw channelNotFound(channelId, "setMode");
      if (current.order.desired === "ended" || current.state?.phase === "failed")
        throw channelOver(channelId, "setMode");
      refuseMode(current, mode);
      if (current.order.mode === mode) return null;
      return {
        order: this.#change(current, { mode }),
        message: `Ordered to change from ${current.order.mode} to ${mode}.`,
      };
    });
    await this.start();
    return this.#snapshot(channelId);
  }

  /** How a channel stands; `null` when no such channel is known. */
  async getChannel(channelId: string): Promise<ChannelSnapshot | null> {
    const record = await this.#load(channelId);
    return record === null ? null : this.#view(record);
  }

  /** Channels by id. Default: at most 100; go on with `after`. */
  async listChannels(query: ChannelQuery = {}): Promise<ChannelSnapshot[]> {
    const records = await this.#engine.store.list(query);
    return records.map((record) => this.#view(this.#withNewestState(record)));
  }

  /**
   * How one viewer watches now. No vendor call for HLS.
   *
   * @throws `channel-not-found`, `playback-not-ready`, `channel-ended`.
   */
  async getPlayback(channelId: string, viewer: Viewer = {}): Promise<ChannelPlayback> {
    return playbackFor(await this.#require(channelId, "getPlayback"), viewer, this.#engine);
  }

  /**
   * Address and key for the seller's own encoder, in mode `hls-only`. Reveal the key only to the seller.
   *
   * @throws `channel-not-found`, `mode-mismatch`, `playback-not-ready`.
   */
  async getIngest(channelId: string): Promise<IngestEndpoint> {
    return ingestFor(this.#engine, await this.#require(channelId, "getIngest"), this.#closed.signal);
  }

  /** Viewers, bitrate and health now. @throws `channel-not-found`. */
  async getMetrics(channelId: string): Promise<ChannelMetrics> {
    return metricsOf(await this.#require(channelId, "getMetrics"));
  }

  /**
   * What the newest show costs, as metered by this process. `until`: the forecast's end, ISO 8601; default: as planned.
   *
   * @throws `cost-not-configured`, `channel-not-found`, `price-missing`, `invalid-options`.
   */
  async getCost(channelId: string, options: { readonly until?: string } = {}): Promise<ChannelCost> {
    this.#costs.require();
    const { order } = await this.#require(channelId, "getCost");
    this.#metrics.sample(channelId);
    return this.#costs.costOf(order, options.until ?? null);
  }

  /** The story of a session in sentences. @throws `channel-not-found`. */
  async explain(channelId: string, options: { session?: number; limit?: number } = {}): Promise<Explanation> {
    return explainChannel(this.#engine.store, await this.#require(channelId, "explain"), options);
  }

  /** Takes a vendor's webhook: mount it at any path that ends in the provider's id. */
  async handleWebhook(request: Request): Promise<Response> {
    this.#refuseWhenClosed();
    return handleWebhook(this.#engine, this.#loop, request);
  }

  /** Hears an event. A listener that throws is logged and hurts nobody. */
  on<Name extends HybridStreamEventName>(name: Name, listener: (event: HybridStreamEvents[Name]) => unknown): this {
    this.#events.on(name, listener);
    return this;
  }

  off<Name extends HybridStreamEventName>(name: Name, listener: (event: HybridStreamEvents[Name]) => unknown): this {
    this.#events.off(name, listener);
    return this;
  }

  /**
   * Stops acting and closes the providers and the store. Relays of this process end with it; cloud relays go on, for
   * the next process to adopt. Channels are not ended: that is `endChannel`'s. Any number of times.
   */
  close(): Promise<void> {
    this.#closed.abort();
    this.#closing ??= closeDown({
      engine: this.#engine,
      loop: this.#loop,
      metrics: this.#metrics,
      started: this.#started,
    });
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #change(current: ChannelRecord, change: Partial<ChannelRecord["order"]>): ChannelRecord["order"] {
    return { ...current.order, ...change, orderRevision: current.order.orderRevision + 1 };
  }

  async #load(channelId: string): Promise<ChannelRecord | null> {
    const stored = await this.#engine.store.load(channelId);
    return stored === null ? null : this.#withNewestState(stored);
  }

  /** The store has the newest order, the loop the newest state. */
  #withNewestState(stored: ChannelRecord): ChannelRecord {
    const owned = this.#loop.owned(stored.order.channelId);
    return owned === undefined ? stored : { ...stored, state: structuredClone(owned.state) };
  }

  async #require(channelId: string, operation: string): Promise<ChannelRecord> {
    const record = await this.#load(channelId);
    if (record === null) throw channelNotFound(channelId, operation);
    return record;
  }

  #view(record: ChannelRecord): ChannelSnapshot {
    return snapshotOf(record, this.#costs.summary(record.order));
  }

  async #snapshot(channelId: string): Promise<ChannelSnapshot> {
    return this.#view(await this.#require(channelId, "getChannel"));
  }

  async #wait(
    channelId: string,
    operation: string,
    signal: AbortSignal | undefined,
    arrived: (record: ChannelRecord) => boolean,
  ): Promise<ChannelSnapshot> {
    const record = await waitForChannel({
      engine: this.#engine,
      load: () => this.#require(channelId, operation),
      nudge: (listener) => this.#nudges.on(channelId, listener),
      arrived,
      signal,
      closed: this.#closed.signal,
    });
    return this.#view(record);
  }

  #onState(before: ChannelState | null, after: ChannelState, record: ChannelRecord): void {
    const { channelId } = record.order;
    this.#metrics.sample(channelId);
    for (const event of eventsOf(record.order, before, after)) sendEvent(this.#engine, this.#events, event, record);
    if (this.#events.hears("channel:snapshot")) {
      const snapshot = structuredClone(this.#view(record));
      this.#events.emit("channel:snapshot", { channelId, session: after.session, snapshot });
    }
    this.#nudges.nudge(channelId);
  }

  #refuseWhenClosed(): void {
    if (!this.#closed.signal.aborted) return;
    throw new HybridStreamError({ code: "closed", message: "This orchestrator was closed: make a new one." });
  }
}

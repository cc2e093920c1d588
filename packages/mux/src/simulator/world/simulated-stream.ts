import { randomUUID } from "node:crypto";
import type { IngestReception } from "@hybrid-stream/spec";
import type { MuxTimings } from "../options.js";
import type { Cancel, Timers } from "../timers.js";
import type { Courier } from "../webhooks/courier.js";
import type { StreamCreation } from "./read-body.js";
import { newPlaybackId, SimulatedAsset, type SimulatedPlaybackId } from "./simulated-asset.js";

/** What a live stream lives in. */
export interface StreamEnvironment {
  readonly timers: Timers;
  readonly courier: Courier;
  readonly timings: MuxTimings;
  /** Whether a new key cuts an encoder that is connected with the old one. Mux does not say. */
  readonly resetCutsEncoder: boolean;
  addAsset(asset: SimulatedAsset): void;
}

/** Mux drops the encoder so long after `complete`. */
const completeDropMs = 60_000;
/** Of activity, for a test stream. */
const testMs = 300_000;

const newKey = (): string => `${randomUUID()}-${randomUUID()}`;

/** One live stream: its states follow what its reception takes in. */
export class SimulatedStream {
  readonly id = randomUUID().replaceAll("-", "");
  readonly createdAt: Date;
  readonly reception: IngestReception;
  readonly recentAssetIds: string[] = [];
  readonly playbackIds: SimulatedPlaybackId[];
  settings: StreamCreation;
  key = newKey();
  status: "idle" | "active" | "disabled" = "idle";
  asset: SimulatedAsset | null = null;
  readonly #environment: StreamEnvironment;
  #oldKey: string | null = null;
  #isConnected = false;
  #isRecording = false;
  #deliveredAtStart = 0;
  #timers: Cancel[] = [];
  #reconnect: Cancel = () => {};

  constructor(settings: StreamCreation, reception: IngestReception, environment: StreamEnvironment) {
    this.settings = settings;
    this.reception = reception;
    this.#environment = environment;
    this.createdAt = environment.timers.clock.now();
    this.playbackIds = (settings.playback_policies ?? []).map(newPlaybackId);
    this.#admit();
    reception.onChange(() => this.#changed());
    this.#tell("created");
  }

  get reconnectWindowSeconds(): number {
    return this.settings.reconnect_window ?? (this.latencyMode === "standard" ? 60 : 0);
  }

  get latencyMode(): "standard" | "reduced" | "low" {
    return this.settings.latency_mode ?? "standard";
  }

  get maxContinuousDuration(): number {
    return this.settings.max_continuous_duration ?? 43_200;
  }

  update(change: StreamCreation): void {
    this.settings = { ...this.settings, ...change };
    if (change.passthrough === "") this.settings = { ...this.settings, passthrough: undefined };
    this.#tell("updated");
  }

  resetKey(): void {
    const isHeld = !this.#environment.resetCutsEncoder && this.#isConnected;
    this.#oldKey = isHeld ? (this.#oldKey ?? this.key) : null;
    this.key = newKey();
    this.#admit();
    this.#tell("updated");
  }

  /** The encoder stays for a while, with nothing to send to; one that comes back begins a new recording. */
  complete(): void {
    this.#endBroadcast();
    const drop = this.#environment.timers.after(completeDropMs, () => {
      if (this.asset === null) void this.reception.disconnectPublisher();
    });
    this.#timers.push(drop);
  }

  disable(): void {
    if (this.status === "disabled") return;
    this.#endBroadcast();
    this.status = "disabled";
    this.#oldKey = null;
    this.#admit();
    this.#tell("disabled");
  }

  enable(): void {
    if (this.status !== "disabled") return;
    this.status = "idle";
    this.#admit();
    this.#tell("enabled");
  }

  async delete(): Promise<void> {
    this.#endBroadcast();
    this.status = "disabled";
    this.#tell("deleted");
    this.reception.setStreamKeys([]);
    await this.reception.close();
  }

  /** Ends timers, for a simulator that closes. */
  stop(): void {
    this.#reconnect();
    for (const cancel of this.#timers.splice(0)) cancel();
  }

  /** `asText`: over REST `created_at` is a string; in webhooks a number, and two booleans are there. */
  view(asText: boolean, asset = this.asset): object {
    const seconds = Math.floor(this.createdAt.getTime() / 1000);
    const { playback_policies: _, ...settings } = this.settings;
    return {
      ...settings,
      id: this.id,
      created_at: asText ? String(seconds) : seconds,
      status: this.status,
      stream_key: this.key,
      srt_passphrase: `srt-${this.key}`,
      latency_mode: this.latencyMode,
      max_continuous_duration: this.maxContinuousDuration,
      reconnect_window: this.reconnectWindowSeconds,
      ...(this.playbackIds.length > 0 && { playback_ids: this.playbackIds }),
      ...(asset && { active_asset_id: asset.id, active_ingest_protocol: "rtmp" }),
      ...(this.recentAssetIds.length > 0 && { recent_asset_ids: this.recentAssetIds }),
      ...(!asText && { connected: this.#isConnected, recording: this.#isRecording }),
    };
  }

  #admit(): void {
    const keys = this.#oldKey === null ? [this.key] : [this.key, this.#oldKey];
    this.reception.setStreamKeys(this.status === "disabled" ? [] : keys);
  }

  #changed(): void {
    const isThere = this.reception.publisher !== null;
    if (isThere === this.#isConnected || (isThere && this.status === "disabled")) return;
    this.#isConnected = isThere;
    if (isThere) this.#arrived();
    else this.#left();
  }

  #arrived(): void {
    this.#reconnect();
    if (this.asset !== null) {
      this.#tell("connected");
      if (this.status === "active") this.#tell("active");
      return;
    }
    const { timers, timings, addAsset } = this.#environment;
    const { new_asset_settings: { playback_policies: policies = [], passthrough } = {} } = this.settings;
    const createdAt = timers.clock.now();
    const { playlistUrl } = this.reception;
    const asset = new SimulatedAsset({ liveStreamId: this.id, createdAt, policies, passthrough, playlistUrl });
    this.asset = asset;
    this.#deliveredAtStart = this.reception.minutesDelivered;
    this.recentAssetIds.push(asset.id);
    addAsset(asset);
    this.#tell("connected");
    this.#tellOf(asset, "created");
    this.#timers.push(
      timers.after(timings.activeMs / 2, () => {
        this.#isRecording = true;
        this.#tell("recording");
      }),
      timers.after(timings.activeMs, () => {
        this.status = "active";
        asset.status = "ready";
        this.#tell("active");
        this.#tellOf(asset, "ready");
      }),
      timers.after(this.maxContinuousDuration * 1000, () => {
        this.#endBroadcast();
        void this.reception.disconnectPublisher();
      }),
    );
    if (this.settings.test === true) this.#timers.push(timers.after(testMs, () => this.disable()));
  }

  #left(): void {
    if (this.#oldKey !== null) {
      this.#oldKey = null;
      this.#admit();
    }
    if (this.asset === null) return;
    this.#tell("disconnected");
    this.#reconnect();
    this.#reconnect = this.#environment.timers.after(this.reconnectWindowSeconds * 1000, () => this.#endBroadcast());
  }

  #endBroadcast(): void {
    this.stop();
    const { asset } = this;
    if (asset === null) return;
    const now = this.#environment.timers.clock.now();
    asset.durationSeconds = (now.getTime() - asset.createdAt.getTime()) / 1000;
    asset.deliveredSeconds = (this.reception.minutesDelivered - this.#deliveredAtStart) * 60;
    asset.status = "ready";
    this.asset = null;
    this.#isRecording = false;
    if (this.status === "active") this.status = "idle";
    this.#tell("idle", asset);
    this.#tellOf(asset, "live_stream_completed");
  }

  #tell(name: string, asset = this.asset): void {
    const object = { type: "live", id: this.id } as const;
    this.#environment.courier.notify({ type: `video.live_stream.${name}`, object, data: this.view(false, asset) });
  }

  #tellOf(asset: SimulatedAsset, name: string): void {
    const object = { type: "asset", id: asset.id } as const;
    this.#environment.courier.notify({ type: `video.asset.${name}`, object, data: asset.view(false) });
  }
}

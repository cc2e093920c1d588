import type { IngestReception } from "@hybrid-stream/spec";
import type { Cancel, Timers } from "../timers.js";
import type { Account } from "./account.js";
import { newId, newPassphrase, newStreamKey } from "./ids.js";
import { defaultSettings, type InputSettings } from "./input-settings.js";
import type { HandPublisher } from "./publisher.js";
import { SimulatedVideo } from "./video.js";

/** An output as the API shows it. */
export interface SimulatedOutput {
  readonly uid: string;
  readonly url: string;
  readonly streamKey: string;
  enabled: boolean;
}

interface InputStatus {
  readonly state: "connected" | "disconnected" | "errored";
  readonly reason: string | null;
  readonly enteredAt: Date;
}

/** Why an encoder was turned away, in Cloudflare's words. */
export type IngestErrorCode =
  | "ERR_STORAGE_QUOTA_EXHAUSTED"
  | "ERR_GOP_OUT_OF_RANGE"
  | "ERR_UNSUPPORTED_VIDEO_CODEC"
  | "ERR_UNSUPPORTED_AUDIO_CODEC";

/** A live input: who may publish, who does, and what becomes of it. */
export class SimulatedLiveInput {
  readonly uid = newId();
  readonly created: Date;
  readonly passphrase = newPassphrase(this.uid);
  readonly outputs = new Map<string, SimulatedOutput>();
  settings: InputSettings = defaultSettings;
  modified: Date;
  keysRotatedAt: Date | null = null;
  streamKey = newStreamKey(this.uid);
  webRtcKey = newStreamKey(this.uid);
  status: InputStatus | null = null;
  reception: IngestReception | null = null;
  video: SimulatedVideo | null = null;
  readonly #account: Account;
  readonly #timers: Timers;
  #hand: HandPublisher | null = null;
  #viewers = 0;
  #countedAt = 0;
  #deliveredBefore = 0;
  #connectedAt: Date | null = null;
  #cancelFinish: Cancel = () => {};
  #cancelDrop: Cancel = () => {};

  constructor(account: Account, timers: Timers) {
    this.#account = account;
    this.#timers = timers;
    this.created = timers.clock.now();
    this.modified = this.created;
  }

  get isConnected(): boolean {
    return this.#connectedAt !== null;
  }

  get connectedAt(): Date | null {
    return this.#connectedAt;
  }

  get viewers(): number {
    return this.reception?.viewers ?? (this.isConnected ? this.#viewers : 0);
  }

  setViewers(count: number): void {
    this.#countDelivered();
    this.#viewers = count;
  }

  /** Media comes in from this reception from now on. */
  receive(reception: IngestReception): void {
    this.reception = reception;
    this.#letIn();
    reception.onChange(() => {
      const isThere = reception.publisher !== null;
      if (isThere === this.isConnected) return;
      if (isThere) {
        if (!this.#connect()) void reception.disconnectPublisher();
      } else this.#disconnect("clientDisconnect");
    });
  }

  /** A publisher without media. */
  connect(publisher: HandPublisher): void {
    if (!this.settings.enabled || !this.#connect()) {
      publisher.end("refused");
      return;
    }
    // A second publisher with a good key takes over.
    this.#hand?.end("cut");
    this.#hand = publisher;
    publisher.onStop = () => {
      if (this.#hand !== publisher) return;
      this.#hand = null;
      this.#disconnect("clientDisconnect");
    };
  }

  /** The encoder is turned away. */
  refuse(code: IngestErrorCode): void {
    this.cut();
    this.status = { state: "errored", reason: "badRequest", enteredAt: this.#timers.clock.now() };
    this.#account.inputErrored(this, code);
  }

  /** Ends the connection. */
  cut(): void {
    const hand = this.#hand;
    this.#hand = null;
    hand?.end("cut");
    void this.reception?.disconnectPublisher();
    this.#disconnect("clientDisconnect");
  }

  apply(settings: InputSettings): void {
    const wasEnabled = this.settings.enabled;
    this.settings = settings;
    this.modified = this.#timers.clock.now();
    this.#letIn();
    if (wasEnabled && !settings.enabled) {
      this.cut();
      this.#finish();
    }
  }

  rotate(): void {
    this.streamKey = newStreamKey(this.uid);
    this.webRtcKey = newStreamKey(this.uid);
    this.keysRotatedAt = this.#timers.clock.now();
    this.#letIn();
    const old = this.#hand;
    this.#cancelDrop();
    if (old === null) return;
    this.#cancelDrop = this.#timers.after(this.#account.timings.rotationDropMs, () => {
      // Somebody with the new key may have taken over meanwhile.
      if (this.#hand === old) this.cut();
    });
  }

  async remove(): Promise<void> {
    this.cut();
    this.#finish();
    this.#cancelDrop();
    await this.reception?.close();
  }

  #letIn(): void {
    this.reception?.setStreamKeys(this.settings.enabled ? [this.streamKey] : []);
  }

  /** False when the account has no room for a recording. */
  #connect(): boolean {
    if (this.settings.recording.mode === "automatic" && this.#account.storageLeftMinutes() <= 0) {
      this.refuse("ERR_STORAGE_QUOTA_EXHAUSTED");
      return false;
    }
    this.#cancelFinish();
    if (this.#connectedAt !== null) return true;
    const now = this.#timers.clock.now();
    this.#connectedAt = now;
    this.#countedAt = this.#timers.clock.monotonic();
    this.status = { state: "connected", reason: null, enteredAt: now };
    if (this.settings.recording.mode === "automatic" && this.video === null) {
      this.video = new SimulatedVideo(this.uid, this.settings.recording.requireSignedURLs, this.#timers.clock);
      this.#deliveredBefore = this.reception?.minutesDelivered ?? 0;
      this.#account.videos.set(this.video.uid, this.video);
    }
    this.#account.inputChanged(this, "connected");
    return true;
  }

  #disconnect(reason: string): void {
    if (this.#connectedAt === null) return;
    const now = this.#timers.clock.now();
    this.#countDelivered();
    if (this.video) this.video.mediaMs += now.getTime() - this.#connectedAt.getTime();
    this.#connectedAt = null;
    this.status = { state: "disconnected", reason, enteredAt: now };
    const seconds = this.settings.recording.timeoutSeconds;
    const windowMs = seconds > 0 ? seconds * 1000 : this.#account.timings.defaultTimeoutMs;
    this.#cancelFinish();
    this.#cancelFinish = this.#timers.after(windowMs, () => this.#finish());
    this.#account.inputChanged(this, "disconnected");
  }

  /** The broadcast is over: its recording is made. */
  #finish(): void {
    this.#cancelFinish();
    const { video } = this;
    if (video === null) return;
    this.video = null;
    video.state = "inprogress";
    video.endedAt = this.#timers.clock.now();
    video.modified = video.endedAt;
    this.#timers.after(this.#account.timings.recordingReadyMs, () => {
      video.state = "ready";
      video.modified = this.#timers.clock.now();
      this.#account.videoReady(video);
    });
  }

  /** Brings the minutes that viewers had up to date. */
  #countDelivered(): void {
    const now = this.#timers.clock.monotonic();
    if (this.video && this.reception) {
      this.video.minutesDelivered = this.reception.minutesDelivered - this.#deliveredBefore;
    } else if (this.video && this.#connectedAt) {
      this.video.minutesDelivered += (this.#viewers * (now - this.#countedAt)) / 60_000;
    }
    this.#countedAt = now;
  }

  /** Minutes delivered of the running broadcast are right after this. */
  refreshDelivered(): void {
    this.#countDelivered();
  }

  /** As the API shows it: with credentials, or as a list does. */
  shown({
    customerCode,
    withCredentials,
  }: {
    readonly customerCode: string;
    readonly withCredentials: boolean;
  }): object {
    const { meta, enabled, deleteRecordingAfterDays, preferLowLatency, recording, defaultCreator } = this.settings;
    const summary = {
      uid: this.uid,
      // Nine digits after the second, as the service has them.
      created: this.created.toISOString().replace("Z", "123456Z"),
      modified: this.modified.toISOString().replace("Z", "123456Z"),
      meta,
      enabled,
      deleteRecordingAfterDays,
    };
    if (!withCredentials) return summary;
    const host = `https://customer-${customerCode}.cloudflarestream.com`;
    const rtmpUrl = this.reception?.ingestUrl ?? "rtmps://live.cloudflare.com:443/live/";
    return {
      ...summary,
      ...(this.keysRotatedAt && { keysRotatedAt: this.keysRotatedAt.toISOString() }),
      ...(defaultCreator !== undefined && { defaultCreator }),
      preferLowLatency,
      recording,
      rtmps: { url: rtmpUrl, streamKey: this.streamKey },
      rtmpsPlayback: { url: "rtmps://live.cloudflare.com:443/live/", streamKey: `play${this.streamKey}` },
      srt: { url: "srt://live.cloudflare.com:778", streamId: this.uid, passphrase: this.passphrase },
      srtPlayback: {
        url: "srt://live.cloudflare.com:778",
        streamId: `play${this.uid}`,
        passphrase: `play${this.passphrase}`,
      },
      webRTC: { url: `${host}/${this.webRtcKey}/webRTC/publish` },
      webRTCPlayback: { url: `${host}/${this.uid}/webRTC/play` },
      playback: {
        hls: `${host}/${this.uid}/manifest/video.m3u8`,
        dash: `${host}/${this.uid}/manifest/video.mpd`,
      },
      status: this.#shownStatus(),
    };
  }

  #shownStatus(): object | null {
    if (this.status === null) return null;
    const { state, reason, enteredAt } = this.status;
    return {
      current: {
        ingestProtocol: "rtmp",
        state,
        reason,
        statusEnteredAt: enteredAt.toISOString(),
        statusLastSeen: this.#timers.clock.now().toISOString(),
      },
    };
  }

  /** As an event for a queue shows it. */
  queueStatus(): object {
    return this.#shownStatus() ?? {};
  }
}

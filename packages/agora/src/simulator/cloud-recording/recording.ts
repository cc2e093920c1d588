import { randomBytes, randomInt } from "node:crypto";
import type { PushTools } from "../media/push-runner.js";
import type { Courier } from "../notifications/courier.js";
import type { AgoraTimings } from "../options.js";
import type { Cancel } from "../timers.js";
import type { Channels } from "../world/channels.js";
import type { Outside } from "../world/outside.js";
import type { RecordingUpdate } from "./request-schemas.js";
import type { Resource } from "./resources.js";

/** The modes of a recording. */
export type RecordingMode = "individual" | "mix" | "web";

/** What a recording lives in. */
export interface RecordingEnvironment {
  readonly tools: PushTools;
  readonly channels: Channels;
  readonly outside: Outside;
  readonly courier: Courier;
  readonly timings: AgoraTimings;
  /** It has left. */
  onGone(recording: Recording): void;
}

/** Which module of the service tells of an event. */
export const modules = { service: 0, recorder: 1, uploader: 2, webPage: 6 } as const;

/** Why a recorder leaves. */
export interface RecordingEnd {
  readonly exitStatus: 0 | 1;
  /** The `code` of event 71. */
  readonly webCode: number;
  readonly webMessage: string;
  /** The `leaveCode` of event 41. */
  readonly leaveCode: number;
}

/** As a stop ends it. */
export const stopped: RecordingEnd = { exitStatus: 0, webCode: 0, webMessage: "ok", leaveCode: 16 };
const broken: RecordingEnd = { exitStatus: 1, webCode: 6, webMessage: "recorder_error", leaveCode: 2 };
const storageError = 32;

/** The status numbers that occur here. */
const status = { initialised: 1, starting: 2, inProgress: 5, stopReceived: 6, exitedAbnormally: 20 } as const;

/** One recording from its start until the recorder has left. */
export abstract class Recording {
  readonly sid = randomBytes(16).toString("hex");
  abstract readonly mode: RecordingMode;
  readonly resource: Resource;
  readonly startedAt: Date;
  protected readonly environment: RecordingEnvironment;
  readonly #bucket: string;
  readonly #cancels = new Set<Cancel>();
  #cancelMigration: Cancel | null = null;
  #status: number = status.initialised;
  #sequence = 0;

  constructor(resource: Resource, bucket: string, environment: RecordingEnvironment) {
    this.resource = resource;
    this.environment = environment;
    this.#bucket = bucket;
    this.startedAt = environment.tools.timers.clock.now();
    const { recorderStartMs } = environment.timings;
    this.after(recorderStartMs / 2, () => {
      this.#status = status.starting;
    });
    this.after(recorderStartMs, () => this.#begin());
  }

  get status(): number {
    return this.#status;
  }

  get running(): boolean {
    return this.#status === status.inProgress;
  }

  /** It has been told to stop, or ends by itself, and the recorder has not left yet. */
  get leaving(): boolean {
    return this.#status === status.stopReceived;
  }

  /** It is being moved to another machine: no call finds it, and no media moves. */
  get migrating(): boolean {
    return this.#cancelMigration !== null;
  }

  /** The calls of a recording are taken for this long from its start. */
  get beyondReach(): boolean {
    const hours = this.resource.expiresInHours;
    return this.environment.tools.timers.clock.now().getTime() - this.startedAt.getTime() >= hours * 3_600_000;
  }

  abstract get pushing(): boolean;
  abstract get rtmpUrl(): string | null;
  /** Whether anybody sent media. */
  abstract get hasMedia(): boolean;
  /** What a query tells, beside the status. */
  abstract progress(): object;
  /** What a stop tells. */
  abstract result(): object;
  abstract update(change: RecordingUpdate): void;
  /** Makes what runs fit the world. */
  abstract refresh(): void;
  /** Resolves when no media moves any more. */
  protected abstract silence(): Promise<void>;
  protected abstract onRunning(): void;
  protected abstract tellEnd(end: RecordingEnd): void;

  /** Ends it; the recorder leaves a little later. */
  end(end: RecordingEnd): void {
    if (this.leaving) return;
    this.#status = status.stopReceived;
    this.clearTimers();
    void this.silence();
    this.tellEnd(end);
    this.after(this.environment.timings.exitMs, () => {
      if (end.exitStatus === 0) this.tell(31, modules.uploader, { msgName: "uploaded", status: 0 });
      this.#exit(end.exitStatus);
    });
  }

  /** The recorder breaks. */
  fail(): void {
    this.end(broken);
  }

  migrate(seconds: number): void {
    this.#cancelMigration?.();
    this.#cancelMigration = this.after(seconds * 1_000, () => {
      this.#cancelMigration = null;
      this.tell(12, modules.service, { msgName: "session_failover", newUid: randomInt(1, 4_294_967_296) });
      this.refresh();
    });
    this.refresh();
  }

  /** Without a word to anybody. */
  close(): Promise<void> {
    this.#status = status.exitedAbnormally;
    this.clearTimers();
    return this.silence();
  }

  protected after(milliseconds: number, callback: () => void): Cancel {
    const cancel = this.environment.tools.timers.after(milliseconds, () => {
      this.#cancels.delete(cancel);
      callback();
    });
    this.#cancels.add(cancel);
    return cancel;
  }

  protected tell(eventType: number, serviceType: number, details: object): void {
    const { cname, uid } = this.resource;
    const sendts = this.environment.tools.timers.clock.now().getTime();
    const payload = { cname, uid, sid: this.sid, sequence: this.#sequence, sendts, serviceType, details };
    this.#sequence += 1;
    this.environment.courier.notify("cloudRecording", eventType, payload);
  }

  protected clearTimers(): void {
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
    this.#cancelMigration = null;
  }

  #begin(): void {
    this.#status = status.inProgress;
    if (this.environment.outside.isBroken(this.#bucket)) {
      const errorMsg = "An error occurs in the configuration of the third-party cloud storage.";
      const error = { module: 1, errorLevel: 5, errorCode: storageError, stat: 1, errorMsg };
      this.tell(1, modules.service, { msgName: "cloud_recording_error", ...error });
      this.end(broken);
      return;
    }
    this.onRunning();
    this.refresh();
  }

  #exit(exitStatus: 0 | 1): void {
    this.tell(11, modules.service, { msgName: "session_exit", exitStatus });
    this.environment.onGone(this);
  }
}

import type { Cancel } from "../timers.js";
import { modules, Recording, type RecordingEnd, type RecordingEnvironment } from "./recording.js";
import type { ChannelStart } from "./request-schemas.js";
import type { Resource } from "./resources.js";

const nobodyThere: RecordingEnd = { exitStatus: 0, webCode: 0, webMessage: "ok", leaveCode: 4 };

/** The recording of a channel's own media. It pushes nowhere, and ends when the channel is idle for too long. */
export class ChannelRecording extends Recording {
  readonly mode: "individual" | "mix";
  readonly #start: ChannelStart;
  #cancelIdle: Cancel | null = null;
  #hasMedia = false;

  constructor(
    mode: "individual" | "mix",
    start: { readonly resource: Resource; readonly request: ChannelStart },
    environment: RecordingEnvironment,
  ) {
    super(start.resource, start.request.storageConfig.bucket, environment);
    this.mode = mode;
    this.#start = start.request;
  }

  get pushing(): boolean {
    return false;
  }

  get rtmpUrl(): string | null {
    return null;
  }

  get hasMedia(): boolean {
    return this.#hasMedia;
  }

  progress(): object {
    return { ...this.#files(), sliceStartTime: this.#hasMedia ? this.startedAt.getTime() : 0 };
  }

  result(): object {
    return { ...this.#files(), uploadingStatus: "uploaded" };
  }

  update(): void {
    // Which users are subscribed changes nothing that is simulated.
  }

  refresh(): void {
    if (!this.running) return;
    const { channels } = this.environment;
    const { cname } = this.resource;
    const hosts = channels.publishers(cname).length;
    const isLive = this.#start.recordingConfig.channelType === 1;
    if (hosts > 0 && !this.migrating) this.#hasMedia = true;
    this.#watchIdle(isLive ? hosts === 0 : hosts + channels.audience(cname) === 0);
  }

  protected onRunning(): void {
    this.tell(40, modules.recorder, { msgName: "recorder_started", status: 0 });
  }

  protected tellEnd({ leaveCode }: RecordingEnd): void {
    this.tell(41, modules.recorder, { msgName: "recorder_leave", leaveCode });
  }

  protected async silence(): Promise<void> {
    this.#cancelIdle = null;
  }

  #watchIdle(idle: boolean): void {
    if (idle && this.#cancelIdle === null) {
      this.#cancelIdle = this.after(this.#start.recordingConfig.maxIdleTime * 1_000, () => this.end(nobodyThere));
    } else if (!idle) {
      this.#cancelIdle?.();
      this.#cancelIdle = null;
    }
  }

  /** One file of everybody in mix mode, one of each host in individual mode. */
  #files(): object {
    const { cname } = this.resource;
    const playlist = `${this.sid}_${cname}.m3u8`;
    const types = this.#start.recordingFileConfig?.avFileType ?? ["hls"];
    if (this.mode === "mix" && !types.includes("mp4")) {
      return { fileListMode: "string", fileList: this.#hasMedia ? playlist : "" };
    }
    const uids =
      this.mode === "mix" ? ["0"] : this.environment.channels.publishers(cname).map(({ uid }) => String(uid));
    const fileList = uids.map((uid) => ({
      fileName: this.mode === "mix" ? playlist : `${this.sid}_${cname}__uid_s_${uid}__uid_e_av.m3u8`,
      trackType: "audio_and_video",
      uid,
      mixedAllUser: this.mode === "mix",
      isPlayable: true,
      sliceStartTime: this.startedAt.getTime(),
    }));
    return { fileListMode: "json", fileList: this.#hasMedia ? fileList : [] };
  }
}

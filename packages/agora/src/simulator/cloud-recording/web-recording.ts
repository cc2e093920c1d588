import { defaultEncodeSettings } from "@hybrid-stream/spec";
import { PushRunner, type PushState } from "../media/push-runner.js";
import { modules, Recording, type RecordingEnd, type RecordingEnvironment } from "./recording.js";
import type { RecordingUpdate, WebStart } from "./request-schemas.js";
import type { Resource } from "./resources.js";

type Service = WebStart["extensionServiceConfig"]["extensionServices"][number];
type PageParameters = Extract<Service, { serviceName: "web_recorder_service" }>["serviceParam"];

const hourMs = 3_600_000;
const statusOfPush: Readonly<Record<PushState, string>> = {
  idle: "connecting",
  connecting: "connecting",
  delivering: "publishing",
  lost: "disconnected",
};
const tooLong: RecordingEnd = { exitStatus: 0, webCode: 1, webMessage: "max_recording_hour", leaveCode: 16 };
const notReady: RecordingEnd = { exitStatus: 1, webCode: 4, webMessage: "page_load_timeout", leaveCode: 16 };
const notOpened: RecordingEnd = { exitStatus: 1, webCode: 5, webMessage: "access_url_failed", leaveCode: 16 };

const even = (pixels: number): number => Math.floor(pixels / 2) * 2;

/** The recording of a web page. It goes on without anybody in the channel until it is stopped or its hours are over. */
export class WebRecording extends Recording {
  readonly mode = "web";
  readonly #page: PageParameters;
  readonly #push: PushRunner;
  #rtmpUrl: string | null;
  #onhold: boolean;
  #told: string | null = null;

  constructor(resource: Resource, start: WebStart, environment: RecordingEnvironment) {
    super(resource, start.storageConfig.bucket, environment);
    const { extensionServices } = start.extensionServiceConfig;
    this.#page = pageOf(extensionServices);
    this.#rtmpUrl = addressOf(extensionServices);
    this.#onhold = this.#page.onhold ?? false;
    this.#push = new PushRunner(environment.tools, () => this.#tellPush());
  }

  get pushing(): boolean {
    return this.#push.pushing;
  }

  get rtmpUrl(): string | null {
    return this.#rtmpUrl;
  }

  get hasMedia(): boolean {
    return true;
  }

  get #pushStatus(): string {
    return this.#onhold ? "onhold" : statusOfPush[this.#push.state];
  }

  progress(): object {
    const state = this.running ? "inProgress" : this.leaving ? "exit" : "init";
    const rtmpUrl = this.#rtmpUrl;
    const publish = {
      serviceName: "rtmp_publish_service",
      payload: { state, outputs: [{ rtmpUrl, status: this.#pushStatus }] },
    };
    const services = [{ serviceName: "web_recorder_service", payload: this.#recorderPayload(state) }];
    return { extensionServiceState: rtmpUrl === null ? services : [...services, publish] };
  }

  result(): object {
    return {
      extensionServiceState: [
        { serviceName: "upload_service", payload: { uploadingStatus: "uploaded" } },
        { serviceName: "web_recorder_service", payload: this.#recorderPayload("exit") },
      ],
    };
  }

  update({ webRecordingConfig, rtmpPublishConfig }: RecordingUpdate): void {
    if (webRecordingConfig) this.#onhold = webRecordingConfig.onhold;
    const [output] = rtmpPublishConfig?.outputs ?? [];
    if (output) {
      this.#push.aim(null);
      this.#rtmpUrl = output.rtmpUrl;
    }
    this.refresh();
    this.#tellPush();
  }

  refresh(): void {
    if (!this.running || this.migrating || this.#onhold || this.#rtmpUrl === null) {
      this.#push.aim(null);
      return;
    }
    const { videoWidth, videoHeight, videoFps = 15, videoBitrate } = this.#page;
    const output = {
      ...defaultEncodeSettings,
      width: even(videoWidth),
      height: even(videoHeight),
      framesPerSecond: videoFps,
      videoKbps: videoBitrate ?? (videoHeight >= 720 ? 2_000 : 1_500),
    };
    this.#push.aim({ label: `recording ${this.sid}`, rtmpUrl: this.#rtmpUrl, output });
  }

  protected onRunning(): void {
    const { url, maxRecordingHour, readyTimeout = 0 } = this.#page;
    const behaviour = this.environment.outside.page(url);
    if (behaviour === "unreachable") {
      this.end(notOpened);
      return;
    }
    this.tell(70, modules.webPage, { msgName: "web_recorder_started", recorderStartTime: this.startedAt.getTime() });
    this.after(maxRecordingHour * hourMs, () => this.end(tooLong));
    if (behaviour === "never-ready" && readyTimeout > 0) this.#awaitReady(readyTimeout * 1_000);
  }

  /** The first miss loads the page again, the second one ends the task. */
  #awaitReady(milliseconds: number): void {
    this.after(milliseconds, () => {
      this.tell(73, modules.webPage, { msgName: "web_recorder_reload", reason: "page_load_timeout" });
      this.after(milliseconds, () => this.end(notReady));
    });
  }

  protected tellEnd({ webCode, webMessage }: RecordingEnd): void {
    const { fileList } = this.#recorderPayload("exit");
    const about = { code: webCode, message: webMessage, details: webMessage, fileList };
    this.tell(71, modules.webPage, { msgName: "web_recorder_stopped", ...about });
  }

  protected silence(): Promise<void> {
    return this.#push.close();
  }

  #recorderPayload(state: string) {
    const filename = `${this.sid}_${this.resource.cname}.m3u8`;
    const fileList = this.status >= 5 ? [{ filename, sliceStartTime: this.startedAt.getTime() }] : [];
    return { state, onhold: this.#onhold, fileList };
  }

  #tellPush(): void {
    const status = this.#pushStatus;
    if (this.leaving || this.#rtmpUrl === null || status === this.#told) return;
    this.#told = status;
    this.tell(100, modules.webPage, { msgName: "rtmp_publish_status", rtmpUrl: this.#rtmpUrl, status });
  }
}

function pageOf(services: readonly Service[]): PageParameters {
  for (const service of services) if (service.serviceName === "web_recorder_service") return service.serviceParam;
  throw new TypeError("a start without web_recorder_service was let through");
}

function addressOf(services: readonly Service[]): string | null {
  for (const service of services) {
    if (service.serviceName === "rtmp_publish_service") return service.serviceParam.outputs[0]?.rtmpUrl ?? null;
  }
  return null;
}

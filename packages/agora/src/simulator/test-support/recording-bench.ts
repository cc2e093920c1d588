import type { AgoraSimulatorOptions } from "../../simulator.js";
import { type Answered, type SimulatorBench, simulatorBench } from "./simulator-bench.js";

export const storageConfig = { vendor: 1, region: 0, bucket: "bucket", accessKey: "access", secretKey: "secret" };
export const pageUrl = "https://page.example/room";

/** A start of a web page recording that pushes, with parts of its page's parameters changed. */
export function webStart(page: object = {}) {
  const recorder = { url: pageUrl, audioProfile: 1, videoWidth: 1_280, videoHeight: 720, maxRecordingHour: 2, ...page };
  return {
    extensionServiceConfig: {
      extensionServices: [
        { serviceName: "web_recorder_service", serviceParam: recorder },
        { serviceName: "rtmp_publish_service", serviceParam: { outputs: [{ rtmpUrl: "rtmp://h/live/secret-key" }] } },
      ],
    },
    storageConfig,
  };
}

export const mixStart = { recordingConfig: { channelType: 1, maxIdleTime: 60 }, storageConfig };

/** One recording's calls. */
export interface RecordingCalls {
  readonly resourceId: string;
  readonly sid: string;
  query(): Promise<Answered>;
  post(call: "update" | "updateLayout" | "stop", clientRequest: object): Promise<Answered>;
}

export interface RecordingBench extends SimulatorBench {
  readonly root: string;
  acquire(names?: object, clientRequest?: object): Promise<Answered>;
  start(resourceId: string, mode: string, clientRequest: object, names?: object): Promise<Answered>;
  /** Acquires and starts; both must succeed. */
  started(mode: string, clientRequest: object): Promise<RecordingCalls>;
}

const usual = { cname: "show", uid: "900042" };

export function recordingBench(options: Omit<AgoraSimulatorOptions, "clock"> = {}): RecordingBench {
  const bench = simulatorBench(options);
  const root = `/v1/apps/${bench.simulator.credentials.appId}/cloud_recording`;
  const acquire = (names: object = {}, clientRequest: object = {}) =>
    bench.call("POST", `${root}/acquire`, { ...usual, ...names, clientRequest });
  const start = (resourceId: string, mode: string, clientRequest: object, names: object = {}) =>
    bench.call("POST", `${root}/resourceid/${resourceId}/mode/${mode}/start`, { ...usual, ...names, clientRequest });
  return {
    ...bench,
    root,
    acquire,
    start,
    async started(mode, clientRequest) {
      const { resourceId } = (await acquire({}, { scene: mode === "web" ? 1 : 0 })).body;
      const begun = await start(resourceId, mode, clientRequest);
      if (begun.status !== 200) throw new Error(`start was answered ${begun.status}: ${begun.text}`);
      const { sid } = begun.body;
      const path = `${root}/resourceid/${resourceId}/sid/${sid}/mode/${mode}`;
      return {
        resourceId,
        sid,
        query: () => bench.call("GET", `${path}/query`),
        post: (call, request) => bench.call("POST", `${path}/${call}`, { ...usual, clientRequest: request }),
      };
    },
  };
}

import type { AgoraSimulatorOptions } from "../../simulator.js";
import { type Answered, type SimulatorBench, simulatorBench } from "./simulator-bench.js";

/** A channel with a host (uid 7), and the calls of Media Push in `na`. */
export interface ConverterBench extends SimulatorBench {
  readonly root: string;
  create(change?: object): Promise<Answered>;
  /** Creates one that must succeed, and gives its path. */
  created(change?: object): Promise<{ readonly id: string; readonly path: string }>;
}

export const raw = { rawOptions: { rtcChannel: "show", rtcStreamUid: 7 } };

const region = { xPos: 0, yPos: 0, zIndex: 1, width: 640, height: 360 };
export const transcode = {
  rawOptions: undefined,
  transcodeOptions: {
    rtcChannel: "show",
    audioOptions: {},
    videoOptions: {
      canvas: { width: 640, height: 360 },
      bitrate: 800,
      layout: [{ rtcStreamUid: 7, region }],
    },
  },
};

export function converterBench(options: Omit<AgoraSimulatorOptions, "clock"> = {}): ConverterBench {
  const bench = simulatorBench(options);
  const root = `/na/v1/projects/${bench.simulator.credentials.appId}/rtmp-converters`;
  bench.simulator.setPublisher("show", 7);
  const create = (change: object = {}): Promise<Answered> => {
    const converter = { ...raw, rtmpUrl: "rtmp://ingest.example/live/secret-key", idleTimeout: 60, ...change };
    return bench.call("POST", root, { converter });
  };
  return {
    ...bench,
    root,
    create,
    async created(change) {
      const { status, text, body } = await create(change);
      if (status !== 200) throw new Error(`create was answered ${status}: ${text}`);
      return { id: body.converter.id, path: `${root}/${body.converter.id}` };
    },
  };
}

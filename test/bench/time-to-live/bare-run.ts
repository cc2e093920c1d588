import type { HlsOrigin } from "@hybrid-stream/hls-origin";
import { createBenchStream } from "../shared/bench-stream.js";
import { runProgram } from "../shared/run-program.js";
import { nextPublish } from "./next-publish.js";
import { watchPlayback } from "./watch-playback.js";

/** Stages of one run. Milliseconds since its beginning; `null` where it was not seen. */
export interface RunTimes {
  readonly streamCreated: number | null;
  readonly ffmpegStarted: number | null;
  readonly publisherConnected: number | null;
  readonly firstSegment: number;
  readonly secondSegment: number;
  readonly liveEvent: number | null;
}

/** Bare FFmpeg, started by hand into a stream that is there already: nobody watches over it. */
export async function runBare(request: {
  readonly origin: HlsOrigin;
  /** Program and arguments; the last is the address. */
  readonly command: readonly string[];
  readonly name: string;
}): Promise<RunTimes> {
  const { origin, command, name } = request;
  const stream = await createBenchStream(origin, name);
  const connected = nextPublish(origin);
  const [file = "", ...args] = command;
  const beganAt = performance.now();
  const ffmpeg = runProgram(file, [...args.slice(0, -1), stream.publishUrl]);
  try {
    const { firstSegmentAt, secondSegmentAt } = await watchPlayback(async () => stream.playbackUrl);
    return {
      streamCreated: null,
      ffmpegStarted: 0,
      publisherConnected: connected.at() === null ? null : (connected.at() ?? 0) - beganAt,
      firstSegment: firstSegmentAt - beganAt,
      secondSegment: secondSegmentAt - beganAt,
      liveEvent: null,
    };
  } finally {
    connected.off();
    await ffmpeg.stop();
    await stream.end();
  }
}

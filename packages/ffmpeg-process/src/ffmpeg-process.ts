import type { FfmpegExit } from "./ffmpeg-exit.js";
import type { FfmpegProgress } from "./ffmpeg-progress.js";

/** - `progress`: new figures - `stalled`, `recovered`: as {@link FfmpegProcess.stalled} changes - `exit`: it is gone */
export type FfmpegEvent = "progress" | "stalled" | "recovered" | "exit";

/** What FFmpeg itself (not its guard) uses. `null` where there is no `/proc`, or when it has ended. */
export interface FfmpegUsage {
  readonly residentBytes: number | null;
  /** Percent of one core since the call before, at least half a second; at first since the start. */
  readonly cpuPercent: number | null;
}

/** One FFmpeg under its guard. */
export interface FfmpegProcess {
  /** The guard's process id, which is also the id of the process group that holds FFmpeg. */
  readonly pid: number;
  /** FFmpeg's own process id; `null` until the guard has started it. */
  readonly ffmpegPid: number | null;
  readonly progress: FfmpegProgress | null;
  /** It runs but writes nothing. Judged from the moment on at which its output is open. */
  readonly stalled: boolean;
  /** Resolves when nothing of it runs any more. Never rejects. */
  readonly exited: Promise<FfmpegExit>;
  /** The last lines of its log, redacted. At most 40 lines of at most 500 characters. */
  readonly stderrTail: readonly string[];
  /** Returns the function that ends the subscription. A listener that throws is ignored. */
  on(listener: (event: FfmpegEvent) => void): () => void;
  usage(): FfmpegUsage;
  /** SIGTERM, again after 1 s, SIGKILL after 3 s, each to the whole group. Any number of times. */
  stop(): Promise<FfmpegExit>;
}

import type { ChildProcess } from "node:child_process";
import { Readable, Writable } from "node:stream";
import type { Clock, Logger, Secret } from "@hybrid-stream/spec";
import { classifyExit } from "./classify-exit.js";
import { eachLine } from "./each-line.js";
import { exitStatus } from "./exit-status.js";
import type { FfmpegExit } from "./ffmpeg-exit.js";
import type { FfmpegEvent, FfmpegProcess, FfmpegUsage } from "./ffmpeg-process.js";
import type { FfmpegProgress } from "./ffmpeg-progress.js";
import { pumpInput } from "./input-pump.js";
import { ProgressReader } from "./progress-reader.js";
import { redactor } from "./redact.js";
import { StallJudge, type StallLimits } from "./stall-judge.js";
import { StderrReader } from "./stderr-reader.js";
import { climbStopLadder, signalGroup } from "./stop-ladder.js";
import { UsageMeter } from "./usage-meter.js";

/** Below this a destination may have taken no more than headers. */
const realProgressBytes = 4_096;
const stallCheckMs = 500;
/** How long the last words of a process that is gone are waited for. */
const lastWordsMs = 1_000;

interface Supervision {
  readonly child: ChildProcess;
  readonly groupId: number;
  readonly name: string;
  readonly inputsNamed: number;
  readonly input: AsyncIterable<Uint8Array> | undefined;
  readonly secrets: readonly Secret[];
  readonly stall: StallLimits | "off";
  readonly clock: Clock;
  readonly logger: Logger;
}

function isReal(block: FfmpegProgress): boolean {
  if (block.totalBytes !== null) return block.totalBytes >= realProgressBytes;
  return (block.frame ?? 0) > 0 || (block.mediaTimeMs ?? 0) > 0;
}

/** A running guard with FFmpeg inside: reads what it says, judges it, stops it. */
export class SupervisedFfmpeg implements FfmpegProcess {
  readonly pid: number;
  readonly exited: Promise<FfmpegExit>;
  readonly #run: Supervision;
  readonly #listeners = new Set<(event: FfmpegEvent) => void>();
  readonly #stderr: StderrReader;
  readonly #usage: UsageMeter;
  readonly #judge: StallJudge | null;
  #ffmpegPid: number | null = null;
  #progress: FfmpegProgress | null = null;
  #hadProgress = false;
  #endedWithMedia = false;
  #stalled = false;
  #inputFailed = false;
  #ended = false;
  #stopOrdered = false;
  #stopClimbing: (() => void) | null = null;
  #stallTimer: unknown;

  constructor(run: Supervision) {
    this.#run = run;
    this.pid = run.groupId;
    this.#stderr = new StderrReader(redactor(run.secrets));
    this.#usage = new UsageMeter(run.clock);
    this.#judge = run.stall === "off" ? null : new StallJudge(run.stall);
    this.#listen();
    if (this.#judge !== null) this.#checkStallLater();
    this.exited = new Promise((resolve) => this.#settleOnExit(resolve));
  }

  get ffmpegPid(): number | null {
    return this.#ffmpegPid;
  }

  get progress(): FfmpegProgress | null {
    return this.#progress;
  }

  get stalled(): boolean {
    return this.#stalled;
  }

  get stderrTail(): readonly string[] {
    return this.#stderr.tail;
  }

  on(listener: (event: FfmpegEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  usage(): FfmpegUsage {
    return this.#usage.read(this.#ended ? null : this.#ffmpegPid);
  }

  stop(): Promise<FfmpegExit> {
    if (!this.#ended && this.#stopClimbing === null) {
      this.#stopOrdered = true;
      this.#stopClimbing = climbStopLadder(this.pid, this.#run.clock);
    }
    return this.exited;
  }

  #listen(): void {
    const { child, clock, input } = this.#run;
    const [lifeline, progress, stderr, pidReport, media] = child.stdio;
    // Never written to: its end is what tells the guard that this process is gone.
    lifeline?.on("error", () => {});
    const reader = new ProgressReader();
    if (progress instanceof Readable) {
      eachLine(progress, (line) => {
        const block = reader.line(line, clock.monotonic());
        if (block !== null) this.#onProgress(block, reader.ended);
      });
    }
    if (stderr instanceof Readable) {
      eachLine(stderr, (line) => {
        this.#stderr.line(line, clock.monotonic());
        if (this.#stderr.outputOpened) this.#judge?.outputOpened(clock.monotonic());
      });
    }
    if (pidReport instanceof Readable) {
      eachLine(pidReport, (line) => {
        const pid = Number(line);
        if (Number.isInteger(pid) && pid > 0) this.#ffmpegPid = pid;
      });
    }
    if (input !== undefined && media instanceof Writable) {
      pumpInput(input, media, () => {
        this.#inputFailed = true;
      });
    }
  }

  #onProgress(block: FfmpegProgress, atTheEnd: boolean): void {
    this.#progress = block;
    if (isReal(block)) {
      if (atTheEnd) this.#endedWithMedia = true;
      else this.#hadProgress = true;
    }
    this.#judge?.add(block);
    this.#emit("progress");
    this.#judgeStall();
  }

  #judgeStall(): void {
    if (this.#judge === null || this.#ended) return;
    const stalled = this.#judge.stalledAt(this.#run.clock.monotonic());
    if (stalled === this.#stalled) return;
    this.#stalled = stalled;
    this.#run.logger.warn({ name: this.#run.name, pid: this.pid }, stalled ? "FFmpeg stalled" : "FFmpeg recovered");
    this.#emit(stalled ? "stalled" : "recovered");
  }

  #checkStallLater(): void {
    this.#stallTimer = this.#run.clock.setTimeout(() => {
      this.#judgeStall();
      this.#checkStallLater();
    }, stallCheckMs);
  }

  #settleOnExit(resolve: (exit: FfmpegExit) => void): void {
    const { child, clock } = this.#run;
    child.once("exit", (code, signal) => {
      this.#ended = true;
      this.#stopClimbing?.();
      clock.clearTimeout(this.#stallTimer);
      // The guard itself may have been killed: whatever it left behind goes with it.
      signalGroup(this.pid, "SIGKILL");
      let settled = false;
      const settle = (): void => {
        if (settled) return;
        settled = true;
        clock.clearTimeout(lastWords);
        for (const stream of child.stdio) stream?.destroy();
        resolve(this.#conclude(code, signal));
        this.#emit("exit");
        this.#listeners.clear();
      };
      const lastWords = clock.setTimeout(settle, lastWordsMs);
      child.once("close", settle);
    });
    child.on("error", () => {});
  }

  #conclude(code: number | null, signal: NodeJS.Signals | null): FfmpegExit {
    const { errors, inputsOpened } = this.#stderr.findings(this.#run.clock.monotonic());
    const exit = classifyExit({
      ...exitStatus(code, signal),
      stopOrdered: this.#stopOrdered,
      // The last block also counts what a broken destination never took.
      hadProgress: this.#hadProgress || (code === 0 && this.#endedWithMedia),
      inputs: { named: this.#run.inputsNamed, opened: inputsOpened },
      inputFailed: this.#inputFailed,
      errors,
    });
    const fields = { name: this.#run.name, pid: this.pid, kind: exit.kind, code: exit.code, signal: exit.signal };
    this.#run.logger.info({ ...fields, reason: exit.reason }, "FFmpeg ended");
    return exit;
  }

  #emit(event: FfmpegEvent): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(event);
      } catch {
        // A listener's fault must not reach the supervision.
      }
    }
  }
}

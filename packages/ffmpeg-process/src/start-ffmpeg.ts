import { spawn } from "node:child_process";
import {
  type Clock,
  HybridStreamError,
  type Logger,
  type Secret,
  silentLogger,
  systemClock,
} from "@hybrid-stream/spec";
import type { FfmpegProcess } from "./ffmpeg-process.js";
import type { FfmpegTools } from "./ffmpeg-tools.js";
import { guarded } from "./guard.js";
import { requirePosix } from "./posix-only.js";
import type { StallLimits } from "./stall-judge.js";
import { SupervisedFfmpeg } from "./supervised-ffmpeg.js";

/** What to run, and how to watch it. */
export interface StartFfmpegRequest {
  readonly tools: FfmpegTools;
  /** FFmpeg's own arguments. The ones for progress, log level and standard input are put in front of them. */
  readonly args: readonly string[];
  /** Written to descriptor 4 of FFmpeg: use `pipe:4` in `args`. */
  readonly input?: AsyncIterable<Uint8Array> | undefined;
  /** For logs and errors: which relay or ingest this is. */
  readonly name: string;
  /** Taken out of everything that FFmpeg says. They still stand in its arguments, which local users can see. */
  readonly secrets?: readonly Secret[] | undefined;
  /** When it counts as stalled; `off`: never. */
  readonly stall?: StallLimits | "off" | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
}

function commandLine(tools: FfmpegTools, args: readonly string[]): string[] {
  const period = tools.features.options.has("stats_period") ? ["-stats_period", "0.5"] : [];
  const own = ["-hide_banner", "-nostdin", "-nostats", "-loglevel", "level+info", "-progress", "pipe:1", ...period];
  return [tools.ffmpeg, ...own, ...args];
}

/**
 * Starts FFmpeg without a shell of the caller's text, in its own process group, under a guard that ends it when this
 * process dies in any way.
 *
 * @throws `platform-unsupported` on Windows, `ffmpeg-not-found` when the guard's shell cannot be started. What FFmpeg
 * does after that is told by `exited`.
 */
export function startFfmpeg(request: StartFfmpegRequest): FfmpegProcess {
  requirePosix();
  const command = guarded(commandLine(request.tools, request.args));
  const child = spawn(command.file, command.args, {
    detached: true,
    stdio: ["pipe", "pipe", "pipe", "pipe", request.input === undefined ? "ignore" : "pipe"],
  });
  if (child.pid === undefined) {
    child.on("error", () => {});
    throw new HybridStreamError({
      code: "ffmpeg-not-found",
      message: `FFmpeg for ${request.name} could not be started: ${command.file} is missing or this process has no room for another one.`,
    });
  }
  return new SupervisedFfmpeg({
    child,
    groupId: child.pid,
    name: request.name,
    inputsNamed: request.args.filter((word) => word === "-i").length,
    input: request.input,
    secrets: request.secrets ?? [],
    stall: request.stall ?? {},
    clock: request.clock ?? systemClock,
    logger: request.logger ?? silentLogger,
  });
}

import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { HybridStreamError } from "@hybrid-stream/spec";
import type { FfmpegFeatures, FfmpegTools } from "./ffmpeg-tools.js";
import { requirePosix } from "./posix-only.js";
import { readFeatures } from "./read-features.js";

/** Where to look before `PATH`. */
export interface FindFfmpegOptions {
  /** Default: `FFMPEG_PATH`, then `ffmpeg` on `PATH`. */
  readonly ffmpegPath?: string | undefined;
  /** Default: `FFPROBE_PATH`, then `ffprobe` on `PATH`; without one `FfmpegTools.ffprobe` is `null`. */
  readonly ffprobePath?: string | undefined;
  /** Default `process.env`. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  readonly signal?: AbortSignal | undefined;
}

interface ToolName {
  readonly program: string;
  readonly option: string;
  readonly variable: string;
}

const known = new Map<string, FfmpegFeatures>();

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function notFound(tool: ToolName, what: string): HybridStreamError {
  return new HybridStreamError({
    code: "ffmpeg-not-found",
    message: `${what} Install it (\`apt-get install ffmpeg\`), or name its path in the option ${tool.option} or the variable ${tool.variable}.`,
    field: tool.option,
  });
}

function locate(tool: ToolName, option: string | undefined, env: NodeJS.ProcessEnv): string | null {
  const named = option ?? (env[tool.variable] || undefined);
  if (named !== undefined) {
    if (isProgram(named)) return named;
    const where = option === undefined ? tool.variable : tool.option;
    throw notFound(tool, `${where} names "${named}", which is not a program that can be run.`);
  }
  const folders = (env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, tool.program)).find(isProgram) ?? null;
}

/**
 * Finds FFmpeg by the option, the variable `FFMPEG_PATH`, then `PATH`, and asks it once per path what it can do.
 *
 * @throws `ffmpeg-not-found`, `platform-unsupported`, or the signal's reason.
 */
export async function findFfmpeg(options: FindFfmpegOptions = {}): Promise<FfmpegTools> {
  requirePosix();
  const env = options.env ?? process.env;
  const ffmpegTool = { program: "ffmpeg", option: "ffmpegPath", variable: "FFMPEG_PATH" };
  const ffmpeg = locate(ffmpegTool, options.ffmpegPath, env);
  if (ffmpeg === null) throw notFound(ffmpegTool, "No FFmpeg was found.");
  const ffprobe = locate(
    { program: "ffprobe", option: "ffprobePath", variable: "FFPROBE_PATH" },
    options.ffprobePath,
    env,
  );
  const features = known.get(ffmpeg) ?? (await readFeatures(ffmpeg, options.signal));
  if (features === null) throw notFound(ffmpegTool, `"${ffmpeg}" does not answer like FFmpeg.`);
  known.set(ffmpeg, features);
  return { ffmpeg, ffprobe, features };
}

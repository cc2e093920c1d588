import { accessSync, constants } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";

const require = createRequire(import.meta.url);

function isOnPath(program: string): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Lets the demo and the tests run on a machine without FFmpeg: points `FFMPEG_PATH` and `FFPROBE_PATH` at the binaries
 * of the development dependencies. What the machine has itself comes first.
 */
export function useDevelopmentFfmpeg(): void {
  if (!process.env.FFMPEG_PATH && !isOnPath("ffmpeg")) {
    process.env.FFMPEG_PATH = require("@ffmpeg-installer/ffmpeg").path;
  }
  if (!process.env.FFPROBE_PATH && !isOnPath("ffprobe")) {
    process.env.FFPROBE_PATH = require("@ffprobe-installer/ffprobe").path;
  }
}

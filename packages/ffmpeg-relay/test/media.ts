import { execFileSync } from "node:child_process";
import type { Picture } from "../src/index.js";

const quiet = ["-nostdin", "-hide_banner", "-loglevel", "error"];

/** Runs FFmpeg to its end. @throws when it fails. */
export function make(ffmpeg: string, args: readonly string[]): void {
  execFileSync(ffmpeg, [...quiet, "-y", ...args], { stdio: ["ignore", "ignore", "inherit"] });
}

/** One gray frame of a file, so many seconds into it. */
export function frameOf(
  ffmpeg: string,
  request: { file: string; seconds: number; width: number; height: number },
): Picture {
  const { file, seconds, width, height } = request;
  const output = ["-vf", `scale=${width}:${height}`, "-frames:v", "1", "-pix_fmt", "gray", "-f", "rawvideo", "-"];
  const data = execFileSync(ffmpeg, [...quiet, "-i", file, "-ss", String(seconds), ...output], { maxBuffer: 1 << 28 });
  return { width, height, data };
}

/** The loudest sample of a file's sound, from 0 to 1. */
export function peakOf(ffmpeg: string, file: string): number {
  const raw = execFileSync(ffmpeg, [...quiet, "-i", file, "-vn", "-ac", "1", "-f", "s16le", "-"], {
    maxBuffer: 1 << 28,
  });
  let peak = 0;
  for (let at = 0; at + 1 < raw.length; at += 2) peak = Math.max(peak, Math.abs(raw.readInt16LE(at)));
  return peak / 32_768;
}

import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** A picture for a file that passes through every relay untouched. */
export interface MediaFileRequest {
  readonly ffmpeg: string;
  readonly path: string;
  /** Pixels, even. */
  readonly width: number;
  readonly height: number;
  readonly videoKbps: number;
  readonly seconds: number;
}

const framesPerSecond = 25;

/** Writes H.264 and AAC with a keyframe every 2 s, without B-frames, to be looped. */
export async function makeMediaFile(request: MediaFileRequest): Promise<void> {
  const { ffmpeg, path, width, height, videoKbps, seconds } = request;
  const rate = `${videoKbps}k`;
  const keyframes = String(framesPerSecond * 2);
  await promisify(execFile)(ffmpeg, [
    ...["-hide_banner", "-loglevel", "error", "-y"],
    ...["-f", "lavfi", "-i", `testsrc2=size=${width}x${height}:rate=${framesPerSecond}`],
    ...["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"],
    ...["-t", String(seconds), "-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-bf", "0"],
    ...["-b:v", rate, "-minrate", rate, "-maxrate", rate, "-bufsize", rate, "-x264-params", "nal-hrd=cbr"],
    ...["-g", keyframes, "-keyint_min", keyframes, "-sc_threshold", "0"],
    ...["-c:a", "aac", "-b:a", "64k", "-ac", "2", path],
  ]);
}

/** Twenty of it fit two cores: 320x180, 200 kbit/s. */
export const smallPicture = { width: 320, height: 180, videoKbps: 200, seconds: 20 } as const;

/** What a seller sends: 1280x720, 2.5 Mbit/s. */
export const fullPicture = { width: 1280, height: 720, videoKbps: 2500, seconds: 20 } as const;

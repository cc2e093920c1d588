import { join } from "node:path";
import type { RenditionPlan } from "./rendition.js";

/** The container of the segments: fragmented MP4 or MPEG transport stream. */
export type Container = "fmp4" | "ts";

export const initFileName = "init.mp4";
export const segmentExtension = { fmp4: "m4s", ts: "ts" } as const;

/** What FFmpeg's command line is made from. */
export interface PackagerArguments {
  /** The publish's folder; each rendition has its own below it. */
  readonly directory: string;
  readonly container: Container;
  readonly segmentSeconds: number;
  readonly renditions: readonly RenditionPlan[];
  /** AAC passes through; anything else becomes AAC. */
  readonly audioIsAac: boolean;
}

/** The playlist that FFmpeg writes. Only this package reads it. */
export function ffmpegPlaylistPath(directory: string, rendition: string): string {
  return join(directory, rendition, "ffmpeg.m3u8");
}

function videoArguments(plan: RenditionPlan, segmentSeconds: number): string[] {
  if (plan.kind === "copy") return ["-c:v", "copy"];
  return [
    ...["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-sc_threshold", "0", "-bf", "0"],
    ...["-vf", `scale=${plan.width}:${plan.height}`],
    ...["-b:v", `${plan.videoKbps}k`, "-maxrate", `${plan.videoKbps}k`, "-bufsize", `${plan.videoKbps * 2}k`],
    ...["-force_key_frames", `expr:gte(t,n_forced*${segmentSeconds})`],
  ];
}

function outputArguments(plan: RenditionPlan, request: PackagerArguments): string[] {
  const { directory, container, segmentSeconds, audioIsAac } = request;
  // FFmpeg reads % in the pattern.
  const folder = join(directory, plan.name).replaceAll("%", "%%");
  return [
    ...["-map", "0:v:0?", "-map", "0:a:0?"],
    ...videoArguments(plan, segmentSeconds),
    ...(audioIsAac ? ["-c:a", "copy"] : ["-c:a", "aac", "-b:a", "128k"]),
    ...["-max_muxing_queue_size", "1024", "-f", "hls"],
    // Timestamps of RTMP are whole milliseconds: a little less than asked for, or a keyframe that comes 1 ms early is
    // passed over and the segment becomes twice as long.
    ...["-hls_time", (segmentSeconds - 0.1).toFixed(2), "-hls_list_size", "30"],
    ...["-hls_segment_type", container === "fmp4" ? "fmp4" : "mpegts"],
    ...(container === "fmp4" ? ["-hls_fmp4_init_filename", initFileName] : []),
    ...["-hls_segment_filename", `${folder}/%d.${segmentExtension[container]}`],
    ffmpegPlaylistPath(directory, plan.name),
  ];
}

/** FFmpeg's arguments for one publish: FLV from descriptor 4, one HLS output for each rendition. */
export function packagerArguments(request: PackagerArguments): string[] {
  return [
    // No `-fflags nobuffer`: it throws away what was read to find the streams, the first keyframe included, and viewers
    // wait one segment longer.
    ...["-f", "flv", "-probesize", "500000", "-analyzeduration", "2000000", "-i", "pipe:4"],
    ...request.renditions.flatMap((plan) => outputArguments(plan, request)),
  ];
}

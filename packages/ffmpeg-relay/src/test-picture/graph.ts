import type { FfmpegFeatures } from "@hybrid-stream/ffmpeg-process";
import { clockFilters } from "./boxes.js";

/** What the test picture needs of FFmpeg. */
export const testPictureFilters = ["drawbox", "setpts", "settb", "sine"] as const;

function background(features: FfmpegFeatures, size: string): string {
  if (features.filters.has("testsrc2")) return `testsrc2=${size}`;
  if (features.filters.has("testsrc")) return `testsrc=${size}`;
  return `color=c=gray:${size}`;
}

/**
 * One lavfi graph with a moving picture, both clocks and a tone that beeps every second.
 *
 * The frames carry the wall time as their time stamp while the clocks are drawn, and get their regular one after that.
 * Picture and tone come from one graph, because FFmpeg reads ahead of several inputs, and the clock would run early.
 */
export function testPictureGraph(
  features: FfmpegFeatures,
  picture: { readonly width: number; readonly height: number; readonly framesPerSecond: number },
): string {
  const { width, height, framesPerSecond } = picture;
  const video = [
    background(features, `size=${width}x${height}:rate=${framesPerSecond}`),
    "settb=1/1000",
    "setpts='floor(time(0)*1000)'",
    ...clockFilters(width, height),
    `setpts=N*1000/${framesPerSecond}`,
  ].join(",");
  return `${video}[out0];sine=frequency=440:beep_factor=4:sample_rate=48000[out1]`;
}

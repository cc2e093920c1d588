export { type FfmpegRelay, ffmpegRelay, type SingleUseOptions } from "./ffmpeg-relay.js";
export type { FfmpegRelayOptions } from "./options.js";
export { type Picture, readTestPictureClock } from "./test-picture/read-clock.js";

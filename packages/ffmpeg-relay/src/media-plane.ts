export { ffmpegMediaPlane } from "./media-plane/ffmpeg-media-plane.js";
export type { FfmpegMediaPlaneOptions } from "./media-plane/options.js";

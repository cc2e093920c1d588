export { type HlsOrigin, hlsOrigin } from "./hls-origin.js";
export type {
  HlsOriginOptions,
  HttpElsewhereOptions,
  HttpListenOptions,
  RtmpOptions,
} from "./hls-origin-options.js";
export type { OriginAddresses } from "./origin-runtime.js";
export type { Container } from "./packager/packager-arguments.js";
export type { LadderStep } from "./packager/rendition.js";
export type { CorsOrigins } from "./serve/cors-headers.js";

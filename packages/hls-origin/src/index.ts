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
export type { S3StorageOptions } from "./s3/s3-options.js";
export { s3Storage } from "./s3/s3-storage.js";
export type { CorsOrigins } from "./serve/cors-headers.js";
export type { NewObject, ObjectStorage, StoredObject } from "./storage/object-storage.js";
export type { StorageOptions } from "./storage/storage-options.js";
export type { StorageReport } from "./stream/media-files.js";

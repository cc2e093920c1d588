export type { MuxIngestRegion } from "./ingest-url.js";
export { mux } from "./mux.js";
export type { MuxPlatform } from "./mux-platform.js";
export type { MuxOptions } from "./options.js";
export type { NewSigningKey } from "./signing-keys.js";
export type { MuxRecording } from "./stream/recordings.js";

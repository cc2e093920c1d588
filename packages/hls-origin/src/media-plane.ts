export type { OriginIngestPlaneOptions } from "./media-plane/options.js";
export { originIngestPlane } from "./media-plane/origin-ingest-plane.js";

import type { JsonObject } from "./json.js";

/**
 * How a provider finds a resource of its vendor again. Plain JSON, stored by the orchestrator, read only by the
 * provider that made it. It may be partial (a task id is known, its session id not yet) and holds no secret.
 */
export interface Handle {
  /** The `id` of the provider instance that made it. */
  provider: string;
  /** The version of the shape of `data`; a provider reads its older versions. */
  version: number;
  data: JsonObject;
}

/** Names one relay at its provider. */
export type RelayHandle = Handle;

/** Names one live stream at its platform. */
export type LiveStreamHandle = Handle;

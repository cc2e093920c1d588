import type { MuxOperation } from "./operations.js";

/** A request that has passed the gateway. */
export interface Call {
  readonly url: URL;
  /** The decoded parts of the path. */
  readonly parts: Readonly<Record<string, string>>;
  /** The body as JSON; `undefined` when it is empty or not JSON. */
  readonly body: unknown;
}

/** One call of Mux's APIs, or of a player. */
export interface Endpoint {
  readonly operation: MuxOperation;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With `:id` and other parts. */
  readonly path: string;
  /** Default `account`: with Basic credentials and within the rate limits. `open`: for players. */
  readonly access?: "open";
  respond(call: Call): Response | Promise<Response>;
}

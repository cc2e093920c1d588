import type { CloudflareOperation } from "./operations.js";

/** What the token of a request has to allow. */
export type Permission = "read" | "write" | "analytics";

/** A request that has passed the gateway. */
export interface Call {
  readonly url: URL;
  readonly headers: Headers;
  /** The decoded parts of the path. */
  readonly parts: Readonly<Record<string, string>>;
  /** The body as JSON; `undefined` when it is empty or not JSON. */
  readonly body: unknown;
}

/** One call of the service. */
export interface Endpoint {
  readonly operation: CloudflareOperation;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** With `:account` and other parts. */
  readonly path: string;
  /** `null`: the player's host, which asks nobody who he is. */
  readonly permission: Permission | null;
  respond(call: Call): Response | Promise<Response>;
}

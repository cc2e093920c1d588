import type { AgoraOperation } from "./operations.js";

/** A request that has passed the gateway. */
export interface Call {
  readonly url: URL;
  /** The decoded parts of the path. */
  readonly parts: Readonly<Record<string, string>>;
  /** The body as JSON; `undefined` when it is empty or not JSON. */
  readonly body: unknown;
  /** What the client named the request, or a name of the simulator's. */
  readonly requestId: string;
}

/** One call of the REST API. */
export interface Endpoint {
  readonly operation: AgoraOperation;
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** With `:appId` and other parts. */
  readonly path: string;
  /** Calls with the same word share a rate limit. */
  readonly quota: keyof RequestQuotas;
  respond(call: Call): Response | Promise<Response>;
}

/** Requests a second, by class. */
export interface RequestQuotas {
  /** Default 20. */
  readonly userList: number;
  /** Default 50. */
  readonly converterCreate: number;
  /** Default 50. */
  readonly converterGet: number;
  /** Default 2, the smaller of two documented figures. */
  readonly converterUpdate: number;
  /** Default 50. */
  readonly converterDelete: number;
  /** Not documented. Default 50. */
  readonly converterList: number;
  /** Default 10. */
  readonly recording: number;
}

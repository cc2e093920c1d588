import type { MuxOperation } from "./operations.js";

/** A request that was answered. No secret is in it. */
export interface AnsweredMuxRequest {
  readonly at: Date;
  readonly operation: MuxOperation;
  readonly method: string;
  /** Without the query, which may hold a token. */
  readonly path: string;
  /** The body as it came; it holds no secret of Mux's. */
  readonly body: unknown;
  /** `null`: the connection was broken instead. */
  readonly status: number | null;
}

const remembered = 100_000;

/** The last requests, in order. */
export class RequestLog {
  readonly #requests: AnsweredMuxRequest[] = [];

  add(request: AnsweredMuxRequest): void {
    this.#requests.push(request);
    if (this.#requests.length > remembered) this.#requests.splice(0, remembered / 10);
  }

  all(): AnsweredMuxRequest[] {
    return [...this.#requests];
  }
}

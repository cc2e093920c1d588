import type { CloudflareOperation } from "./operations.js";

/** A request that was answered. No secret is in it. */
export interface AnsweredRequest {
  readonly at: Date;
  readonly operation: CloudflareOperation;
  readonly method: string;
  /** Tokens in playback addresses are cut out. */
  readonly path: string;
  /** Whether an API token came with it. */
  readonly hadToken: boolean;
  /** `null`: the connection was broken instead. */
  readonly status: number | null;
}

const remembered = 100_000;

/** The last requests, in order. */
export class RequestLog {
  readonly #requests: AnsweredRequest[] = [];

  add(request: AnsweredRequest): void {
    this.#requests.push(request);
    if (this.#requests.length > remembered) this.#requests.splice(0, remembered / 10);
  }

  all(): AnsweredRequest[] {
    return [...this.#requests];
  }
}

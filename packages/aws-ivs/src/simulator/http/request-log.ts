/** A request that was answered. Of its body the parts are there that hold no secret: IVS's requests have none. */
export interface AnsweredRequest {
  readonly at: Date;
  /** As IVS calls it: `GetStream`. */
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  /** The body as JSON; `undefined` when it is empty or not JSON. */
  readonly input: unknown;
  /** `null`: the connection was broken, or nothing came back. */
  readonly status: number | null;
}

const remembered = 100_000;

/** The last requests, in the order of their coming. */
export class RequestLog {
  readonly #requests: AnsweredRequest[] = [];
  #count = 0;

  /** Every request that came in, answered or not. */
  get count(): number {
    return this.#count;
  }

  came(): void {
    this.#count += 1;
  }

  add(request: AnsweredRequest): void {
    this.#requests.push(request);
    if (this.#requests.length > remembered) this.#requests.splice(0, remembered / 10);
  }

  all(): AnsweredRequest[] {
    return [...this.#requests];
  }
}

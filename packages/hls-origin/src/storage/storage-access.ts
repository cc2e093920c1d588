import { type Clock, HybridStreamError } from "@hybrid-stream/spec";
import { namedError } from "../named-error.js";
import type { StoredObject } from "./object-storage.js";
import { RequestGate } from "./request-gate.js";
import type { StorageSettings } from "./storage-options.js";

/** What a file is stored with. */
export interface FileKind {
  readonly contentType: string;
  readonly cacheControl: string;
}

/** Requests to the bucket by one origin: below its prefix, so many at a time, each with its deadline. */
export class StorageAccess {
  readonly #settings: StorageSettings;
  readonly #provider: string;
  readonly #clock: Clock;
  readonly #gate: RequestGate;

  constructor(settings: StorageSettings, { provider, clock }: { provider: string; clock: Clock }) {
    this.#settings = settings;
    this.#provider = provider;
    this.#clock = clock;
    this.#gate = new RequestGate(settings.maxRequests);
  }

  /** `read` gives the content once the request has its turn: what waits for one is not in memory. */
  put(file: string, read: () => Promise<Uint8Array>, kind: FileKind): Promise<void> {
    const key = `${this.#settings.prefix}${file}`;
    return this.#gate.run(async () => {
      const body = await read();
      await this.#withDeadline("put", (signal) => this.#settings.objects.put({ key, body, ...kind }, signal));
    });
  }

  delete(file: string): Promise<void> {
    const key = `${this.#settings.prefix}${file}`;
    return this.#gate.run(() => this.#withDeadline("delete", (signal) => this.#settings.objects.delete(key, signal)));
  }

  /** Every file below the prefix, named without it. */
  async list(): Promise<StoredObject[]> {
    const { prefix, objects } = this.#settings;
    const found = await this.#gate.run(() => this.#withDeadline("list", (signal) => objects.list(prefix, signal), 6));
    return found.map((object) => ({ ...object, key: object.key.slice(prefix.length) }));
  }

  async #withDeadline<Result>(
    operation: string,
    work: (signal: AbortSignal) => Promise<Result>,
    patience = 1,
  ): Promise<Result> {
    const { requestTimeoutMs } = this.#settings;
    const deadline = new AbortController();
    const context = { provider: this.#provider, operation: `storage.${operation}` };
    let timer: unknown = null;
    const late = new Promise<never>((_, reject) => {
      timer = this.#clock.setTimeout(() => {
        const message = `The storage did not answer within ${requestTimeoutMs * patience} ms.`;
        reject(new HybridStreamError({ code: "timeout", message, ...context }));
        deadline.abort();
      }, requestTimeoutMs * patience);
    });
    try {
      // Raced, because a storage of the host's own may not heed its signal.
      return await Promise.race([work(deadline.signal), late]);
    } catch (thrown) {
      throw namedError(thrown, context);
    } finally {
      this.#clock.clearTimeout(timer);
    }
  }
}

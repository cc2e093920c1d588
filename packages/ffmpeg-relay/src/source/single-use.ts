import { randomUUID } from "node:crypto";
import type { Readable } from "node:stream";
import { type CustomSource, HybridStreamError, type StreamContainer } from "@hybrid-stream/spec";
import type { OpenSource } from "./open-source.js";

const prefix = "single-use:";

/** Readables that the host handed over. Each can be opened once: it is never restarted and never adopted. */
export class SingleUseSources {
  readonly #provider: string;
  readonly #waiting = new Map<string, { readonly readable: Readable; readonly container: StreamContainer }>();

  constructor(provider: string) {
    this.#provider = provider;
  }

  add(readable: Readable, container: StreamContainer): CustomSource {
    const name = `${prefix}${randomUUID()}`;
    // An error before it is opened is told when it is; unheard it would end the process.
    readable.on("error", () => {});
    this.#waiting.set(name, { readable, container });
    return { kind: "custom", name, params: {} };
  }

  isSingleUse(name: string): boolean {
    return name.startsWith(prefix);
  }

  /** @throws `source-not-reopenable` when it was opened before, or belonged to a process that is gone. */
  requireUnopened(name: string): void {
    if (this.#waiting.has(name)) return;
    throw new HybridStreamError({
      code: "source-not-reopenable",
      message:
        "A single-use source can be opened once, in the process that made it. Register a factory in `sources` for media that can be opened again.",
      field: "source.name",
      provider: this.#provider,
      operation: "startRelay",
    });
  }

  /** Takes it for a relay. @throws `source-not-reopenable`. */
  claim(name: string): () => OpenSource {
    this.requireUnopened(name);
    const entry = this.#waiting.get(name);
    this.#waiting.delete(name);
    return () => {
      if (entry === undefined) throw new Error("It was claimed above.");
      const { readable, container } = entry;
      return {
        input: { kind: "bytes", container, stream: readable },
        status: () => null,
        close: async () => {
          readable.destroy();
        },
      };
    };
  }
}

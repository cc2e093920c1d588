import { randomUUID } from "node:crypto";
import type { Clock, Hint, HintEvidence } from "@hybrid-stream/spec";
import type { StreamState } from "./stream/stream-state.js";

/** A fresh status outweighs a hint after this long. */
const evidenceMs = 10_000;

/** Tells listeners in this process when a publisher comes or goes. */
export class IngestHints {
  readonly #provider: string;
  readonly #clock: Clock;
  readonly #listeners = new Set<(hint: Hint) => void>();

  constructor(provider: string, clock: Clock) {
    this.#provider = provider;
    this.#clock = clock;
  }

  subscribe(listener: (hint: Hint) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  clear(): void {
    this.#listeners.clear();
  }

  emit({ streamId }: StreamState, { value, reason }: Pick<HintEvidence, "value" | "reason">): void {
    const now = this.#clock.now();
    const hint: Hint = {
      id: randomUUID(),
      provider: this.#provider,
      vendorRef: streamId,
      summary: value ? "a publisher connected" : `the publisher is gone: ${reason}`,
      evidence: {
        condition: "IngestReceiving",
        value,
        reason,
        observedAt: now.toISOString(),
        expiresAt: new Date(now.getTime() + evidenceMs).toISOString(),
      },
    };
    for (const listener of this.#listeners) {
      try {
        listener(hint);
      } catch {
        // A listener of the host must not break the ingest.
      }
    }
  }
}

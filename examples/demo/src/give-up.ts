import type { ChannelSnapshot, HybridStreamOrchestrator } from "@hybrid-stream/orchestrator";
import { type ErrorSummary, HybridStreamError } from "@hybrid-stream/spec";

const patienceMs = 60_000;

const isServing = ({ phase }: ChannelSnapshot): boolean => phase === "live" || phase === "degraded";

/** Aborts when the channel cannot go on, or viewers got nothing within a minute. */
export class FailureWatch {
  readonly #controller = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #error: ErrorSummary | null = null;
  #relayError: ErrorSummary | null = null;
  #last: ChannelSnapshot | null = null;
  #hasServed = false;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get error(): ErrorSummary | null {
    return this.#error;
  }

  start(hybrid: HybridStreamOrchestrator): void {
    hybrid.on("channel:snapshot", ({ snapshot }) => this.#look(snapshot));
    this.#timer = setTimeout(() => this.#giveUp(this.#relayError ?? this.#neverLive()), patienceMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** A host waits for a source that may still come. A person at a demo wants to know what is wrong. */
  onRelayError(error: ErrorSummary): void {
    this.#relayError = error;
    if (!this.#hasServed && error.code.startsWith("source-")) this.#giveUp(error);
  }

  #look(snapshot: ChannelSnapshot): void {
    this.#last = snapshot;
    this.#hasServed ||= isServing(snapshot);
    if (this.#hasServed) this.stop();
    if (snapshot.phase === "failed" && snapshot.error !== null) this.#giveUp(snapshot.error);
  }

  #giveUp(error: ErrorSummary): void {
    this.#error ??= error;
    this.#controller.abort();
  }

  #neverLive(): ErrorSummary {
    const message = `The channel was not live within ${patienceMs / 1000} s: ${this.#last?.phaseReason ?? "no answer"}. Is this machine very busy?`;
    return new HybridStreamError({ code: "timeout", message }).toJSON();
  }
}

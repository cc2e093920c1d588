import type { ChannelSnapshot, HybridStreamOrchestrator } from "@hybrid-stream/orchestrator";
import { type ErrorSummary, HybridStreamError } from "@hybrid-stream/spec";

const patienceMs = 60_000;

/** Aborts when the channel cannot go on, or viewers got nothing within a minute. */
export interface FailureWatch {
  readonly signal: AbortSignal;
  readonly error: ErrorSummary | null;
  stop(): void;
}

const isServing = ({ phase }: ChannelSnapshot): boolean => phase === "live" || phase === "degraded";

function neverLive(snapshot: ChannelSnapshot | null): ErrorSummary {
  const message = `The channel was not live within ${patienceMs / 1000} s: ${snapshot?.phaseReason ?? "no answer"}. Is this machine very busy?`;
  return snapshot?.relay?.lastError ?? new HybridStreamError({ code: "timeout", message }).toJSON();
}

export function watchForFailure(hybrid: HybridStreamOrchestrator): FailureWatch {
  const controller = new AbortController();
  let error: ErrorSummary | null = null;
  let last: ChannelSnapshot | null = null;
  let hasServed = false;
  const giveUp = (reason: ErrorSummary): void => {
    error ??= reason;
    controller.abort();
  };
  const timer = setTimeout(() => giveUp(neverLive(last)), patienceMs);
  hybrid.on("channel:snapshot", ({ snapshot }) => {
    last = snapshot;
    hasServed ||= isServing(snapshot);
    if (hasServed) clearTimeout(timer);
    const relayError = snapshot.relay?.lastError ?? null;
    if (snapshot.phase === "failed" && snapshot.error !== null) giveUp(snapshot.error);
    // A host waits for a source that may still come. A person at a demo wants to know what is wrong.
    else if (!hasServed && relayError?.code.startsWith("source-")) giveUp(relayError);
  });
  return {
    signal: controller.signal,
    get error() {
      return error;
    },
    stop: () => clearTimeout(timer),
  };
}

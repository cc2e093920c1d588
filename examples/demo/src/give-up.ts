import type { ChannelSnapshot, HybridStreamOrchestrator } from "@hybrid-stream/orchestrator";
import { type ErrorSummary, HybridStreamError } from "@hybrid-stream/spec";

const patienceMs = 60_000;

/** A real host waits for a source that may come. A person at a demo wants to know what is wrong. */
function hopeless({ phase, relay, error }: ChannelSnapshot): ErrorSummary | null {
  if (phase === "failed") return error;
  if (relay?.lastError?.code.startsWith("source-")) return relay.lastError;
  return null;
}

function neverLive(snapshot: ChannelSnapshot | null): ErrorSummary {
  const message = `The channel was not live within ${patienceMs / 1000} s: ${snapshot?.phaseReason ?? "no answer"}. Is this machine very busy?`;
  return snapshot?.relay?.lastError ?? new HybridStreamError({ code: "timeout", message }).toJSON();
}

/** Calls `giveUp` at most once: when the channel cannot become live, or has not in a minute. Returns how to end it. */
export function watchForFailure(hybrid: HybridStreamOrchestrator, giveUp: (error: ErrorSummary) => void): () => void {
  let last: ChannelSnapshot | null = null;
  const onSnapshot = ({ snapshot }: { readonly snapshot: ChannelSnapshot }): void => {
    last = snapshot;
    const error = hopeless(snapshot);
    if (snapshot.firstLiveAt === null && error !== null) finish(error);
    else if (snapshot.firstLiveAt !== null) stop();
  };
  const finish = (error: ErrorSummary): void => {
    stop();
    giveUp(error);
  };
  const timer = setTimeout(() => finish(neverLive(last)), patienceMs);
  const stop = (): void => {
    clearTimeout(timer);
    hybrid.off("channel:snapshot", onSnapshot);
  };
  hybrid.on("channel:snapshot", onSnapshot);
  return stop;
}

import { type ChannelRecord, HybridStreamError } from "@hybrid-stream/spec";
import type { Engine } from "../loop/engine.js";

const lookMs = 1000;

/**
 * Waits until `arrived` says yes to the stored channel. `nudge` registers for a call at each change that this process
 * sees; a look every second finds those of other processes.
 *
 * @throws `wait-aborted` when `signal` aborts: the order itself stands.
 */
export async function waitForChannel(request: {
  readonly engine: Engine;
  readonly load: () => Promise<ChannelRecord | null>;
  readonly nudge: (listener: () => void) => () => void;
  /** May throw what the caller shall get instead. */
  readonly arrived: (record: ChannelRecord) => boolean;
  readonly signal: AbortSignal | undefined;
  /** Ends every wait when the orchestrator closes. */
  readonly closed: AbortSignal;
}): Promise<ChannelRecord> {
  const { engine, signal, closed } = request;
  for (;;) {
    if (signal?.aborted) throw aborted("the caller's signal aborted");
    if (closed.aborted) throw aborted("the orchestrator was closed");
    const changed = nextChange(request.nudge, engine, [signal, closed]);
    try {
      const record = await request.load();
      if (record !== null && request.arrived(record)) return record;
      await changed.happened;
    } finally {
      changed.cancel();
    }
  }
}

function nextChange(
  nudge: (listener: () => void) => () => void,
  engine: Engine,
  signals: readonly (AbortSignal | undefined)[],
): { happened: Promise<void>; cancel: () => void } {
  let cancel = (): void => {};
  const happened = new Promise<void>((resolve) => {
    const off = nudge(resolve);
    const onAbort = (): void => resolve();
    const timer = engine.clock.setTimeout(resolve, lookMs);
    for (const signal of signals) signal?.addEventListener("abort", onAbort, { once: true });
    cancel = () => {
      off();
      engine.clock.clearTimeout(timer);
      for (const signal of signals) signal?.removeEventListener("abort", onAbort);
    };
  });
  return { happened, cancel };
}

function aborted(why: string): HybridStreamError {
  return new HybridStreamError({ code: "wait-aborted", message: `Stopped waiting: ${why}. The order itself stands.` });
}

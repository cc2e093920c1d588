import { describeError } from "./describe-error.js";
import { withDeadline } from "./loop/deadline.js";
import type { Engine } from "./loop/engine.js";
import type { Loop } from "./loop/loop.js";
import type { MetricsRecorder } from "./metrics/metrics-recorder.js";

/** For each part. Milliseconds. */
const closeMs = 6000;

/** Closes all that an orchestrator holds, in the order in which it is safe. What fails keeps nothing else open. */
export async function closeDown({
  engine,
  loop,
  metrics,
  started,
}: {
  readonly engine: Engine;
  readonly loop: Loop;
  readonly metrics: MetricsRecorder;
  readonly started: Promise<void> | null;
}): Promise<void> {
  const { relays, platforms, rtc, store, probe, clock, logger } = engine;
  const bounded = async (provider: string, close: () => Promise<void> | void): Promise<void> => {
    const limits = { clock, milliseconds: closeMs, parent: new AbortController().signal, provider, operation: "close" };
    await withDeadline(limits, async () => close()).catch((thrown: unknown) => {
      logger.warn({ provider, ...describeError(thrown) }, "Not closed cleanly.");
    });
  };
  await bounded("start", () => started?.catch(() => {}));
  await bounded("metrics", () => metrics.stop());
  await bounded("loop", () => loop.stop());
  // Relays of this process end before the channels are given back: an heir must not start beside them.
  await Promise.all([...relays.values()].map((relay) => bounded(relay.id, () => relay.close())));
  await bounded("lease", () => loop.release());
  const others = [...platforms.values(), ...(rtc === null ? [] : [rtc])];
  await Promise.all(others.map((provider) => bounded(provider.id, () => provider.close())));
  await bounded("probe", () => probe.close());
  await bounded("store", () => store.close());
}

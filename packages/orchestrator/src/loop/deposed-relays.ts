import type { ChannelRecord, RelayRecord } from "@hybrid-stream/spec";
import { describeError } from "../describe-error.js";
import { withDeadline } from "./deadline.js";
import { callContext, type Engine } from "./engine.js";

const stopMs = 8000;

/**
 * Relays inside this process whose channel was taken from it. They go on until the store says that somebody else has
 * replaced them: a blip of the store alone ends no show.
 */
export class DeposedRelays {
  readonly #relays = new Map<string, RelayRecord>();

  constructor(private readonly engine: Engine) {}

  /** To be called when a channel is lost. Relays elsewhere are not ours to stop. */
  add({ order, state }: ChannelRecord): void {
    const relay = state?.relay;
    if (!relay?.handle || relay.step === "gone" || relay.instanceId !== this.engine.instanceId) return;
    const local = this.engine.relays.get(relay.provider)?.capabilities.locality === "process";
    if (local) this.#relays.set(order.channelId, relay);
  }

  /** Stops those that the store names no more; forgets those that are still the channel's. */
  async stopTheReplaced(): Promise<void> {
    for (const [channelId, relay] of [...this.#relays]) {
      const current = (await this.engine.store.load(channelId))?.state?.relay;
      const isOurs =
        current?.generation === relay.generation && current.attempt === relay.attempt && current.step !== "gone";
      if (!isOurs) await this.#stop(relay);
      this.#relays.delete(channelId);
    }
  }

  async #stop(relay: RelayRecord): Promise<void> {
    const { clock, logger, relays } = this.engine;
    const { provider, handle } = relay;
    const limits = {
      clock,
      milliseconds: stopMs,
      parent: new AbortController().signal,
      provider,
      operation: "stopRelay",
    };
    await withDeadline(limits, async (signal) => {
      if (handle !== null) await relays.get(provider)?.stopRelay(handle, callContext(this.engine, signal));
    }).catch((thrown: unknown) =>
      logger.warn({ provider, ...describeError(thrown) }, "A replaced relay did not stop."),
    );
  }
}

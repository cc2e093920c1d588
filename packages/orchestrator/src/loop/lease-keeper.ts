import type { Lease, TimerHandle } from "@hybrid-stream/spec";
import { describeError } from "../describe-error.js";
import type { Engine } from "./engine.js";

const leaseSeconds = 15;
const renewMs = 5000;

/**
 * Holds this instance's lease and knows, by the process's own monotonic clock, how long it is still good for. A process
 * that was paused therefore finds its lease spent before it acts.
 */
export class LeaseKeeper {
  #lease: Lease | null = null;
  #goodUntilMs = 0;
  #timer: TimerHandle | null = null;
  #closed = false;

  constructor(
    private readonly engine: Engine,
    private readonly onLost: () => void,
  ) {}

  async acquire(): Promise<void> {
    const askedAtMs = this.engine.clock.monotonic();
    const lease = await this.engine.store.acquireLease(this.engine.instanceId, leaseSeconds);
    if (this.#closed) {
      await this.engine.store.releaseLease(lease);
      return;
    }
    this.#hold(lease, askedAtMs);
    this.#schedule();
  }

  /** The lease when it is good for at least this long, else `null`. */
  goodFor(milliseconds: number): Lease | null {
    return this.#goodUntilMs - this.engine.clock.monotonic() >= milliseconds ? this.#lease : null;
  }

  async release(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) this.engine.clock.clearTimeout(this.#timer);
    const lease = this.#lease;
    this.#lease = null;
    if (lease !== null) await this.engine.store.releaseLease(lease);
  }

  #hold(lease: Lease, askedAtMs: number): void {
    this.#lease = lease;
    // From when it was asked for: the answer may have taken a while.
    this.#goodUntilMs = askedAtMs + leaseSeconds * 1000;
  }

  #schedule(): void {
    if (this.#closed) return;
    this.#timer = this.engine.clock.setTimeout(() => void this.#renew(), renewMs);
  }

  async #renew(): Promise<void> {
    const lease = this.#lease;
    try {
      if (lease === null) {
        await this.acquire();
        return;
      }
      const askedAtMs = this.engine.clock.monotonic();
      const renewed = await this.engine.store.renewLease(lease, leaseSeconds);
      if (this.#closed) return;
      if (renewed === null) {
        this.#lease = null;
        this.engine.logger.warn({ instanceId: lease.instanceId }, "The lease was lost; acquiring a new one.");
        this.onLost();
        await this.acquire();
        return;
      }
      this.#hold(renewed, askedAtMs);
    } catch (thrown) {
      // Without the store nothing new is begun, and what runs goes on: effects ask for a good lease.
      this.engine.logger.warn(describeError(thrown), "The store could not be asked to renew the lease.");
    }
    this.#schedule();
  }
}

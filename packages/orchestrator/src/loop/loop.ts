import {
  type ChannelRecord,
  type ChannelState,
  type Hint,
  HybridStreamError,
  type StoreWake,
  type TimerHandle,
} from "@hybrid-stream/spec";
import { adopt } from "../decide/adopt.js";
import { withDeadline } from "./deadline.js";
import type { Engine } from "./engine.js";
import { LeaseKeeper } from "./lease-keeper.js";
import { Semaphore } from "./semaphore.js";
import { type OwnedChannel, takeTurn } from "./take-turn.js";
import { vendorRefsOf } from "./vendor-refs.js";

const pollMs = 2000;
const claimLimit = 100;
const turnsAtOnce = 64;
const closeMs = 10_000;

interface Slot {
  readonly channel: OwnedChannel;
  readonly abort: AbortController;
  timer: TimerHandle | null;
  turning: Promise<void> | null;
  /** Called for while a turn was under way. */
  wakeAgain: boolean;
}

/** Told of every state of an owned channel. */
export type StateListener = (before: ChannelState | null, after: ChannelState, record: ChannelRecord) => void;

/** Owns channels by one lease and gives each its turns: one at a time per channel, many channels at once. */
export class Loop {
  readonly #slots = new Map<string, Slot>();
  readonly #turns = new Semaphore(turnsAtOnce);
  readonly #lease: LeaseKeeper;
  readonly #unsubscribes: (() => void)[] = [];
  #polling: Promise<void> | null = null;
  #pollAgain = false;
  #pollTimer: TimerHandle | null = null;
  #closed = false;

  constructor(
    private readonly engine: Engine,
    private readonly onState: StateListener,
  ) {
    this.#lease = new LeaseKeeper(engine, () => this.#dropAll());
  }

  /** Acquires the lease and claims what is due. */
  async start(): Promise<void> {
    await this.#lease.acquire();
    this.#unsubscribes.push(this.engine.store.subscribe((wake) => this.#onWake(wake)));
    for (const provider of [...this.engine.relays.values(), ...this.engine.platforms.values()]) {
      const unsubscribe = provider.onHint?.((hint) => this.#onHint(hint));
      if (unsubscribe !== undefined) this.#unsubscribes.push(unsubscribe);
    }
    await this.poll();
  }

  /** The state in memory of an owned channel: newer than the store's by what need not survive. */
  owned(channelId: string): ChannelRecord | undefined {
    return this.#slots.get(channelId)?.channel.record;
  }

  /** Claims what is due. A call during a poll leads to one more. */
  async poll(): Promise<void> {
    if (this.#polling !== null) {
      this.#pollAgain = true;
      return this.#polling;
    }
    this.#polling = this.#claim().finally(() => {
      this.#polling = null;
      this.#schedulePoll(this.#pollAgain ? 0 : pollMs);
      this.#pollAgain = false;
    });
    return this.#polling;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const unsubscribe of this.#unsubscribes.splice(0)) unsubscribe();
    if (this.#pollTimer !== null) this.engine.clock.clearTimeout(this.#pollTimer);
    const { clock, logger, instanceId: provider } = this.engine;
    const request = {
      clock,
      milliseconds: closeMs,
      parent: new AbortController().signal,
      provider,
      operation: "close",
    };
    await withDeadline(request, () => this.#finish()).catch((thrown: unknown) => {
      logger.warn({ err: thrown }, "The store did not answer at the end; the lease runs out by itself.");
    });
  }

  /** Lets the turns under way end, then gives the channels back. */
  async #finish(): Promise<void> {
    await this.#polling;
    const turning = [...this.#slots.values()].map((slot) => slot.turning);
    this.#dropAll();
    await Promise.all(turning);
    await this.#lease.release();
  }

  async #claim(): Promise<void> {
    const lease = this.#lease.goodFor(1000);
    if (lease === null || this.#closed) return;
    try {
      const due = await this.engine.store.claimDue({ lease, limit: claimLimit });
      for (const record of due) this.#take(record);
      if (due.length === claimLimit) this.#pollAgain = true;
    } catch (thrown) {
      this.engine.logger.warn({ err: thrown }, "The store could not be asked for due channels.");
    }
  }

  #take(record: ChannelRecord): void {
    if (this.#closed) return;
    const { channelId } = record.order;
    const slot = this.#slots.get(channelId);
    if (slot === undefined) {
      const state = record.state === null ? null : adopt(record.state, this.engine.clock.now());
      const channel: OwnedChannel = {
        record: { ...record, state },
        lastAsked: {},
        hosts: [],
        stale: false,
        hinted: true,
        unsaved: null,
      };
      const abort = new AbortController();
      this.#slots.set(channelId, { channel, abort, timer: null, turning: null, wakeAgain: false });
    } else {
      slot.channel.stale = true;
    }
    this.#wake(channelId, 0);
  }

  #onWake({ channelId, reason }: StoreWake): void {
    const slot = this.#slots.get(channelId);
    if (slot === undefined) {
      void this.poll();
      return;
    }
    if (reason === "order") slot.channel.stale = true;
    else Object.assign(slot.channel, { hinted: true, lastAsked: {} });
    this.#wake(channelId, 0);
  }

  /** The owned channel that a hint is about. */
  channelOf(hint: Hint): string | null {
    for (const [channelId, { channel }] of this.#slots) {
      if (vendorRefsOf(channel.record.state).includes(hint.vendorRef)) return channelId;
    }
    return null;
  }

  #onHint(hint: Hint): void {
    const channelId = this.channelOf(hint);
    const slot = channelId === null ? undefined : this.#slots.get(channelId);
    if (channelId === null || slot === undefined) return;
    slot.channel.lastAsked = {};
    this.#wake(channelId, 0);
  }

  #schedulePoll(milliseconds: number): void {
    if (this.#closed) return;
    this.#pollTimer = this.engine.clock.setTimeout(() => void this.poll(), milliseconds);
  }

  #wake(channelId: string, inMs: number): void {
    const slot = this.#slots.get(channelId);
    if (slot === undefined) return;
    if (slot.turning !== null) {
      slot.wakeAgain = true;
      return;
    }
    if (slot.timer !== null) this.engine.clock.clearTimeout(slot.timer);
    slot.timer = null;
    if (inMs === Number.POSITIVE_INFINITY) return;
    slot.timer = this.engine.clock.setTimeout(() => {
      slot.timer = null;
      slot.turning = this.#turn(channelId, slot);
    }, inMs);
  }

  async #turn(channelId: string, slot: Slot): Promise<void> {
    let wakeInMs: number;
    try {
      wakeInMs = await this.#turns.run(() =>
        takeTurn({
          engine: this.engine,
          channel: slot.channel,
          leaseFor: (milliseconds) => this.#lease.goodFor(milliseconds),
          signal: slot.abort.signal,
          onState: this.onState,
        }),
      );
    } catch (thrown) {
      wakeInMs = this.#afterFailure(channelId, slot, thrown);
    }
    slot.turning = null;
    if (this.#slots.get(channelId) !== slot) return;
    const again = slot.wakeAgain;
    slot.wakeAgain = false;
    if (slot.channel.record.state?.settled === true && !slot.channel.stale && slot.channel.unsaved === null) {
      this.#drop(channelId, slot);
      return;
    }
    this.#wake(channelId, again ? 0 : wakeInMs);
  }

  #afterFailure(channelId: string, slot: Slot, thrown: unknown): number {
    if (HybridStreamError.isInstance(thrown) && thrown.code === "lease-lost") {
      this.#drop(channelId, slot);
      return Number.POSITIVE_INFINITY;
    }
    // The store cannot be reached, or a fault of ours: what runs goes on, and the turn is taken again.
    this.engine.logger.warn({ channelId, err: thrown }, "A turn could not be finished; it will be taken again.");
    return 1000 + this.engine.random() * 4000;
  }

  #drop(channelId: string, slot: Slot): void {
    if (slot.timer !== null) this.engine.clock.clearTimeout(slot.timer);
    slot.abort.abort();
    this.#slots.delete(channelId);
  }

  #dropAll(): void {
    for (const [channelId, slot] of [...this.#slots]) this.#drop(channelId, slot);
  }
}

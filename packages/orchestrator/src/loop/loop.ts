import {
  type ChannelRecord,
  type ChannelState,
  type Hint,
  HybridStreamError,
  type Lease,
  type StoreWake,
  type TimerHandle,
} from "@hybrid-stream/spec";
import { adopt } from "../decide/adopt.js";
import { describeError } from "../describe-error.js";
import { DeposedRelays } from "./deposed-relays.js";
import type { Engine } from "./engine.js";
import { adoptFound } from "./found-resources.js";
import { LeaseKeeper } from "./lease-keeper.js";
import { type OwnedChannel, ownedChannel } from "./owned-channel.js";
import { Semaphore } from "./semaphore.js";
import { takeTurn } from "./take-turn.js";
import { vendorRefsOf } from "./vendor-refs.js";

const pollMs = 2000;
const claimLimit = 100;
const turnsAtOnce = 64;

interface Slot {
  readonly channel: OwnedChannel;
  /** The epoch that the channel was claimed under. */
  readonly epoch: number;
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
  readonly #deposed: DeposedRelays;
  readonly #unsubscribes: (() => void)[] = [];
  #polling: Promise<void> | null = null;
  #pollAgain = false;
  #pollTimer: TimerHandle | null = null;
  #closed = false;

  constructor(
    private readonly engine: Engine,
    private readonly onState: StateListener,
  ) {
    this.#deposed = new DeposedRelays(engine);
    this.#lease = new LeaseKeeper(engine, () => {
      for (const { channel } of this.#slots.values()) this.#deposed.add(channel.record);
      this.#dropAll();
    });
  }

  /** Acquires the lease and claims what is due. */
  async start(): Promise<void> {
    await this.#lease.acquire();
    this.#unsubscribes.push(this.engine.store.subscribe((wake) => this.#onWake(wake)));
    const { relays, platforms, rtc } = this.engine;
    for (const provider of [...relays.values(), ...platforms.values(), ...(rtc === null ? [] : [rtc])]) {
      const unsubscribe = provider.onHint?.((hint) => this.#onHint(hint));
      if (unsubscribe !== undefined) this.#unsubscribes.push(unsubscribe);
    }
    await this.poll();
  }

  /** The state in memory of an owned channel: newer than the store's by what need not survive. */
  owned(channelId: string): ChannelRecord | undefined {
    return this.ownedChannel(channelId)?.record;
  }

  ownedChannel(channelId: string): OwnedChannel | undefined {
    return this.#slots.get(channelId)?.channel;
  }

  /** All that are owned now. */
  *channels(): Iterable<OwnedChannel> {
    for (const { channel } of this.#slots.values()) yield channel;
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

  /** Acts no more. Turns under way end first; the lease is kept until {@link Loop.release}. */
  async stop(): Promise<void> {
    this.#closed = true;
    for (const unsubscribe of this.#unsubscribes.splice(0)) unsubscribe();
    if (this.#pollTimer !== null) this.engine.clock.clearTimeout(this.#pollTimer);
    const turning = [...this.#slots.values()].map((slot) => slot.turning);
    this.#dropAll();
    await Promise.all([this.#polling, ...turning]);
  }

  /** Gives the channels back. */
  release(): Promise<void> {
    return this.#lease.release();
  }

  async #claim(): Promise<void> {
    const lease = this.#lease.goodFor(1000);
    if (lease === null || this.#closed) return;
    try {
      const due = await this.engine.store.claimDue({ lease, limit: claimLimit });
      await this.#deposed.stopTheReplaced();
      for (const record of due) await this.#take(record, lease);
      if (due.length === claimLimit) this.#pollAgain = true;
    } catch (thrown) {
      this.engine.logger.warn(describeError(thrown), "The store could not be asked for due channels.");
    }
  }

  async #take(record: ChannelRecord, lease: Lease): Promise<void> {
    const { channelId } = record.order;
    const slot = this.#slots.get(channelId);
    if (slot === undefined) {
      const found = record.state === null ? [] : await this.engine.store.takeFound(lease, channelId);
      if (this.#closed) return;
      const now = this.engine.clock.now();
      const state = record.state === null ? null : adopt(adoptFound(record.state, found, now), now);
      const channel = ownedChannel({ ...record, state }, record.state);
      const abort = new AbortController();
      const slotOf = { channel, epoch: lease.epoch, abort, timer: null, turning: null, wakeAgain: false };
      this.#slots.set(channelId, slotOf);
    } else {
      slot.channel.stale = true;
    }
    this.#wake(channelId, 0);
  }

  #onWake({ channelId: named, reason, vendorRef }: StoreWake): void {
    const channelId = named ?? this.channelOf(vendorRef);
    const slot = channelId === null ? undefined : this.#slots.get(channelId);
    if (channelId === null || slot === undefined) {
      if (reason === "order") void this.poll();
      return;
    }
    if (reason === "order") slot.channel.stale = true;
    else Object.assign(slot.channel, { hinted: true, hurried: true });
    this.#wake(channelId, 0);
  }

  /** The owned channel that a hint is about. */
  channelOf(vendorRef: string | undefined): string | null {
    for (const [channelId, { channel }] of this.#slots) {
      if (vendorRef !== undefined && vendorRefsOf(channel.record).includes(vendorRef)) return channelId;
    }
    return null;
  }

  #onHint(hint: Hint): void {
    const channelId = this.channelOf(hint.vendorRef);
    const slot = channelId === null ? undefined : this.#slots.get(channelId);
    if (channelId === null || slot === undefined) return;
    slot.channel.hurried = true;
    this.#wake(channelId, 0);
  }

  #schedulePoll(milliseconds: number): void {
    if (this.#closed) return;
    if (this.#pollTimer !== null) this.engine.clock.clearTimeout(this.#pollTimer);
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
          leaseFor: (milliseconds) => {
            const lease = this.#lease.goodFor(milliseconds);
            return lease?.epoch === slot.epoch ? lease : null;
          },
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
      this.#deposed.add(slot.channel.record);
      this.#drop(channelId, slot);
      return Number.POSITIVE_INFINITY;
    }
    // The store cannot be reached, or a fault of ours: what runs goes on, and the turn is taken again.
    this.engine.logger.warn(
      { channelId, ...describeError(thrown) },
      "A turn could not be finished; it will be taken again.",
    );
    return 1000 + this.engine.random() * 4000;
  }

  #drop(channelId: string, slot: Slot): void {
    if (slot.timer !== null) this.engine.clock.clearTimeout(slot.timer);
    slot.abort.abort();
    // A turn of a lease that was lost may end when the channel has been claimed anew: that one stays.
    if (this.#slots.get(channelId) === slot) this.#slots.delete(channelId);
  }

  #dropAll(): void {
    for (const [channelId, slot] of [...this.#slots]) this.#drop(channelId, slot);
  }
}

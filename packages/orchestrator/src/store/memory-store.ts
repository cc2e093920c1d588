import {
  type ChannelOrder,
  type ChannelQuery,
  type ChannelRecord,
  type ChannelStore,
  type Clock,
  type CostInterval,
  type FoundResource,
  type Hint,
  HybridStreamError,
  type JournalEntry,
  type Lease,
  type MetricRow,
  type OrderReceipt,
  type SaveRequest,
  type StoreWake,
  systemClock,
} from "@hybrid-stream/spec";
import { JournalLog } from "./journal-log.js";
import { MemoryHints } from "./memory-hints.js";

const metricRowsKept = 1440;

/** What {@link memoryStore} takes. */
export interface MemoryStoreOptions {
  readonly clock?: Clock;
  /** Channels that are over and kept with their journal, the latest ones. Default 1,000. */
  readonly keepEnded?: number;
}

/** The in-memory {@link ChannelStore}: everything is lost with the process. For one process, tests and trying out. */
export function memoryStore(options: MemoryStoreOptions = {}): ChannelStore {
  return new MemoryStore(options.clock ?? systemClock, options.keepEnded ?? 1000);
}

/** Copies on the way in and on the way out, as a database would: no caller can change what is stored by accident. */
class MemoryStore implements ChannelStore {
  readonly #clock: Clock;
  readonly #channels = new Map<string, ChannelRecord>();
  readonly #journals = new JournalLog();
  readonly #hints: MemoryHints;
  readonly #leases = new Map<string, Lease>();
  readonly #costIntervals = new Map<string, Map<string, CostInterval>>();
  readonly #metrics = new Map<string, MetricRow[]>();
  readonly #subscribers = new Set<(wake: StoreWake) => void>();
  readonly #ended = new Set<string>();
  #found: FoundResource[] = [];
  #epoch = 0;

  constructor(
    clock: Clock,
    private readonly keepEnded: number,
  ) {
    this.#clock = clock;
    this.#hints = new MemoryHints(clock);
  }

  async putOrder(order: ChannelOrder, journal: readonly JournalEntry[]): Promise<OrderReceipt> {
    const record = this.#channels.get(order.channelId);
    if ((record?.order.orderRevision ?? 0) !== order.orderRevision - 1) {
      if (record === undefined) {
        throw new HybridStreamError({
          code: "invalid-order",
          message: `The first order of a channel has orderRevision 1, not ${order.orderRevision}.`,
          field: "orderRevision",
        });
      }
      return { outcome: "conflict", order: structuredClone(record.order) };
    }
    const stored = structuredClone(order);
    if (record === undefined) this.#channels.set(order.channelId, { order: stored, state: null, owner: null });
    else record.order = stored;
    this.#journals.append(journal);
    this.#wake({ channelId: order.channelId, reason: "order" });
    return { outcome: "stored", order: structuredClone(stored) };
  }

  async load(channelId: string): Promise<ChannelRecord | null> {
    return structuredClone(this.#channels.get(channelId) ?? null);
  }

  async list(query: ChannelQuery): Promise<ChannelRecord[]> {
    return [...this.#channels.values()]
      .filter((record) => query.desired === undefined || record.order.desired === query.desired)
      .filter((record) => query.settled === undefined || isSettled(record) === query.settled)
      .filter((record) => query.after === undefined || record.order.channelId > query.after)
      .sort((left, right) => (left.order.channelId < right.order.channelId ? -1 : 1))
      .slice(0, query.limit ?? 100)
      .map((record) => structuredClone(record));
  }

  async acquireLease(instanceId: string, seconds: number): Promise<Lease> {
    this.#epoch += 1;
    const lease = { instanceId, epoch: this.#epoch, expiresAt: this.#in(seconds) };
    this.#leases.set(instanceId, lease);
    return lease;
  }

  async renewLease(lease: Lease, seconds: number): Promise<Lease | null> {
    if (!this.#holds(lease)) return null;
    const renewed = { ...lease, expiresAt: this.#in(seconds) };
    this.#leases.set(lease.instanceId, renewed);
    return renewed;
  }

  async releaseLease(lease: Lease): Promise<void> {
    if (this.#leases.get(lease.instanceId)?.epoch === lease.epoch) this.#leases.delete(lease.instanceId);
    for (const record of this.#channels.values()) {
      if (record.owner?.epoch === lease.epoch) record.owner = null;
    }
  }

  async claimDue({ lease, limit }: { readonly lease: Lease; readonly limit: number }): Promise<ChannelRecord[]> {
    if (!this.#holds(lease)) return [];
    const due: ChannelRecord[] = [];
    const oldestFirst = [...this.#channels.values()].sort((left, right) =>
      left.order.orderedAt < right.order.orderedAt ? -1 : 1,
    );
    for (const record of oldestFirst) {
      if (due.length >= limit) break;
      const ours = record.owner?.epoch === lease.epoch;
      const newOrder = record.state?.handledRevision !== record.order.orderRevision;
      if (ours ? !newOrder : isSettled(record) || this.#isOwnedByTheLiving(record)) continue;
      record.owner = { instanceId: lease.instanceId, epoch: lease.epoch };
      due.push(structuredClone(record));
    }
    return due;
  }

  async save({ lease, channelId, state, journal, costIntervals }: SaveRequest): Promise<"saved" | "lease-lost"> {
    const record = this.#channels.get(channelId);
    if (!this.#holds(lease) || record === undefined || record.owner?.epoch !== lease.epoch) return "lease-lost";
    record.state = structuredClone(state);
    if (isSettled(record)) {
      record.owner = null;
      this.#remember(channelId);
    }
    this.#journals.append(journal);
    this.#bookCosts(channelId, costIntervals);
    return "saved";
  }

  async recordFound(resource: FoundResource): Promise<void> {
    this.#found.push(structuredClone(resource));
  }

  async takeFound(lease: Lease, channelId: string): Promise<FoundResource[]> {
    if (!this.#holds(lease)) return [];
    const taken = this.#found.filter((resource) => resource.channelId === channelId);
    this.#found = this.#found.filter((resource) => resource.channelId !== channelId);
    return taken;
  }

  async putHint(hint: Hint, channelId: string | null): Promise<boolean> {
    const isNew = this.#hints.put(hint, channelId);
    if (isNew) this.#wake({ channelId, reason: "hint", vendorRef: hint.vendorRef });
    return isNew;
  }

  async takeHints(query: { readonly channelId: string; readonly vendorRefs: readonly string[] }): Promise<Hint[]> {
    return this.#hints.take(query);
  }

  async appendMetrics(rows: readonly MetricRow[]): Promise<void> {
    for (const row of rows) {
      const kept = this.#metrics.get(row.channelId) ?? [];
      kept.push(structuredClone(row));
      this.#metrics.set(row.channelId, kept.slice(-metricRowsKept));
    }
  }

  async readMetrics(query: { channelId: string; since: Date; limit: number }): Promise<MetricRow[]> {
    const rows = this.#metrics.get(query.channelId) ?? [];
    return structuredClone(rows.filter((row) => Date.parse(row.at) >= query.since.getTime()).slice(0, query.limit));
  }

  readJournal: ChannelStore["readJournal"] = async (query) => this.#journals.read(query);

  async readCostIntervals(query: { channelId: string; session?: number }): Promise<CostInterval[]> {
    const intervals = [...(this.#costIntervals.get(query.channelId)?.values() ?? [])];
    return structuredClone(
      intervals.filter((interval) => query.session === undefined || interval.session === query.session),
    );
  }

  subscribe(wake: (wake: StoreWake) => void): () => void {
    this.#subscribers.add(wake);
    return () => this.#subscribers.delete(wake);
  }

  async now(): Promise<Date> {
    return this.#clock.now();
  }

  async close(): Promise<void> {
    this.#subscribers.clear();
  }

  #in(seconds: number): Date {
    return new Date(this.#clock.now().getTime() + seconds * 1000);
  }

  #holds(lease: Lease): boolean {
    const held = this.#leases.get(lease.instanceId);
    return held?.epoch === lease.epoch && held.expiresAt.getTime() > this.#clock.now().getTime();
  }

  #isOwnedByTheLiving(record: ChannelRecord): boolean {
    const held = record.owner === null ? undefined : this.#leases.get(record.owner.instanceId);
    return held !== undefined && held.epoch === record.owner?.epoch && this.#holds(held);
  }

  #bookCosts(channelId: string, intervals: readonly CostInterval[]): void {
    const booked = this.#costIntervals.get(channelId) ?? new Map<string, CostInterval>();
    this.#costIntervals.set(channelId, booked);
    for (const interval of intervals) {
      const open = booked.get(interval.id);
      if (open === undefined) booked.set(interval.id, structuredClone(interval));
      else open.closedAt ??= interval.closedAt;
    }
  }

  /** Channels that are over are kept in the order of their end, and the oldest forgotten. */
  #remember(channelId: string): void {
    this.#ended.delete(channelId);
    this.#ended.add(channelId);
    for (const oldest of this.#ended) {
      if (this.#ended.size <= this.keepEnded) break;
      this.#ended.delete(oldest);
      const record = this.#channels.get(oldest);
      if (record === undefined || !isSettled(record)) continue;
      this.#channels.delete(oldest);
      this.#journals.forget(oldest);
      this.#costIntervals.delete(oldest);
      this.#metrics.delete(oldest);
    }
  }

  #wake(wake: StoreWake): void {
    for (const subscriber of this.#subscribers) subscriber(wake);
  }
}

function isSettled(record: ChannelRecord): boolean {
  return record.state?.settled === true && record.state.handledRevision === record.order.orderRevision;
}

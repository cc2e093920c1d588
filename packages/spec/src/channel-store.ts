import type { ChannelOrder } from "./channel-order.js";
import type { ChannelState } from "./channel-state.js";
import type { CostInterval } from "./cost-interval.js";
import type { Handle } from "./handle.js";
import type { JournalEntry, JournalPage } from "./journal.js";
import type { MetricRow } from "./metrics.js";
import type { Hint } from "./webhook.js";

/** One instance's right to act. Every channel that it owns points at it. */
export interface Lease {
  readonly instanceId: string;
  /** Grows with every acquisition, over all instances. Guards every save. */
  readonly epoch: number;
  /** By the store's clock. */
  readonly expiresAt: Date;
}

/** A channel as the store has it. */
export interface ChannelRecord {
  order: ChannelOrder;
  /** `null` until the loop has taken its first turn. */
  state: ChannelState | null;
  /** The instance that owns it; `null`: nobody. */
  owner: { instanceId: string; epoch: number } | null;
}

/** `conflict`: the order has changed since it was read; `order` is the one that stands. */
export interface OrderReceipt {
  readonly outcome: "stored" | "conflict";
  readonly order: ChannelOrder;
}

/** Which channels to list, ordered by id. */
export interface ChannelQuery {
  readonly desired?: ChannelOrder["desired"];
  readonly settled?: boolean;
  /** At most; default 100. */
  readonly limit?: number;
  /** List on after this channel id. */
  readonly after?: string;
}

/** A vendor resource whose owner lost its lease before it could save it. Append-only. */
export interface FoundResource {
  readonly channelId: string;
  readonly kind: "relay" | "stream";
  readonly handle: Handle;
  readonly relayGeneration: number | null;
  readonly relayAttempt: number | null;
  readonly streamIncarnation: number | null;
  /** ISO 8601. */
  readonly foundAt: string;
}

/** Why a subscriber is woken. Only a nudge: polling stays the truth. */
export interface StoreWake {
  /** `null` for a hint of which only the vendor's reference is known. */
  readonly channelId: string | null;
  readonly reason: "order" | "hint";
  readonly vendorRef?: string;
}

/** What is written together, or not at all. */
export interface SaveRequest {
  readonly lease: Lease;
  readonly channelId: string;
  readonly state: ChannelState;
  readonly journal: readonly JournalEntry[];
  /** Inserted by id, or closed when they carry `closedAt`. */
  readonly costIntervals: readonly CostInterval[];
}

/**
 * Where everything lives that must survive. The contract with the most lock-in: memory and PostgreSQL pass one suite.
 *
 * Orders are guarded by their revision, states by the lease alone, so an order during an effect never makes the loop
 * lose what the effect returned.
 */
export interface ChannelStore {
  /** Stores `order` when the stored revision is `order.orderRevision - 1` (0: no order yet). */
  putOrder(order: ChannelOrder, journal: readonly JournalEntry[]): Promise<OrderReceipt>;
  load(channelId: string): Promise<ChannelRecord | null>;
  list(query: ChannelQuery): Promise<ChannelRecord[]>;
  /** A new epoch for this instance. `seconds` by the store's clock. */
  acquireLease(instanceId: string, seconds: number): Promise<Lease>;
  /** `null` when it has expired or was replaced: stop acting and acquire anew. */
  renewLease(lease: Lease, seconds: number): Promise<Lease | null>;
  /** Gives up the lease and every channel that points at it. */
  releaseLease(lease: Lease): Promise<void>;
  /**
   * The channels that need this instance now: unsettled ones that nobody alive owns (claimed by this call), and its own
   * whose order is newer than `state.handledRevision`. At most `limit`, oldest order first.
   */
  claimDue(request: { readonly lease: Lease; readonly limit: number }): Promise<ChannelRecord[]>;
  /** Writes nothing and says `lease-lost` when the lease has expired or the channel points elsewhere. */
  save(request: SaveRequest): Promise<"saved" | "lease-lost">;
  /** Without a guard: the next owner adopts or ends it. */
  recordFound(resource: FoundResource): Promise<void>;
  takeFound(lease: Lease, channelId: string): Promise<FoundResource[]>;
  /** False when this hint was stored before (kept 24 h). */
  putHint(hint: Hint, channelId: string | null): Promise<boolean>;
  /** Hints for this channel, or for these vendor references, that were not taken yet. */
  takeHints(query: { readonly channelId: string; readonly vendorRefs: readonly string[] }): Promise<Hint[]>;
  appendMetrics(rows: readonly MetricRow[]): Promise<void>;
  readMetrics(query: {
    readonly channelId: string;
    readonly since: Date;
    readonly limit: number;
  }): Promise<MetricRow[]>;
  readJournal(query: {
    readonly channelId: string;
    readonly session?: number;
    readonly after?: string;
    readonly limit: number;
  }): Promise<JournalPage>;
  readCostIntervals(query: { readonly channelId: string; readonly session?: number }): Promise<CostInterval[]>;
  /** Returns a function that ends the subscription. */
  subscribe(wake: (wake: StoreWake) => void): () => void;
  /** The store's clock: leases go by it. */
  now(): Promise<Date>;
  close(): Promise<void>;
}

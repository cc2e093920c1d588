import type { CallContext, EffectContext } from "./call-context.js";
import type { ResolvedSource } from "./channel-source.js";
import type { EncodeSettings, IngestLimits, Layout } from "./encode-settings.js";
import type { Finding } from "./finding.js";
import type { RelayHandle } from "./handle.js";
import type { IngestEndpoint } from "./ingest-endpoint.js";
import type { Provider } from "./provider.js";
import type { RelayCapabilities } from "./relay-capabilities.js";
import type { RelayStatus } from "./relay-status.js";
import type { StopReceipt } from "./stop-receipt.js";

/** What a relay shall do. */
export interface RelaySpec {
  readonly source: ResolvedSource;
  readonly ingest: IngestEndpoint;
  readonly ingestLimits: IngestLimits;
  /** `auto`: pass the media through where it fits the limits, else encode with the defaults. */
  readonly output: EncodeSettings | "auto";
  readonly layout: Layout;
  /** How long the show is planned to be; `null` when the host did not say. Seconds. */
  readonly plannedDurationSeconds: number | null;
}

/** What can change without a restart. */
export interface RelayChange {
  /** Other hosts in the same channel. */
  readonly source?: ResolvedSource;
  readonly ingest?: IngestEndpoint;
  readonly layout?: Layout;
}

/** A relay that the vendor lists and that carries our namespace. */
export interface FoundRelay {
  readonly handle: RelayHandle;
  readonly channelId: string;
  readonly relayGeneration: number;
  readonly relayAttempt: number;
  /** `null` when the vendor does not tell. */
  readonly createdAt: Date | null;
}

/**
 * Carries one channel's media to one RTMP(S) address. A relay never restarts itself: it reports, and the loop decides.
 * Every method is level-triggered and idempotent.
 */
export interface RelayProvider extends Provider {
  readonly capabilities: RelayCapabilities;
  /**
   * Starts the relay that the numbers in `call` name, or returns the one that they already name. It returns as soon as
   * the relay exists, not when media flows. A provider of locality `process` that rejects has left nothing behind.
   */
  startRelay(spec: RelaySpec, call: EffectContext): Promise<RelayHandle>;
  /** Absence is a value (`absent`), not an error. */
  getRelayStatus(handle: RelayHandle, call: CallContext): Promise<RelayStatus>;
  /** Any number of times, also for a relay that is gone or of which the handle is partial. */
  stopRelay(handle: RelayHandle, call: CallContext): Promise<StopReceipt>;
  /** Changes a running relay; returns the handle to store from now on. */
  updateRelay?(handle: RelayHandle, change: RelayChange, call: EffectContext): Promise<RelayHandle>;
  /** One request for many, in the order of the handles. */
  getRelayStatuses?(handles: readonly RelayHandle[], call: CallContext): Promise<RelayStatus[]>;
  /** The relay that the numbers in `call` name; `null` when there is none. For answers that were lost. Starts nothing. */
  findRelay?(call: EffectContext): Promise<RelayHandle | null>;
  /** Those of this namespace only. */
  listRelays?(call: CallContext): AsyncIterable<FoundRelay>;
  /** Checks what can be checked without starting. */
  preflight?(spec: Omit<RelaySpec, "ingest">, call: CallContext): Promise<Finding[]>;
}

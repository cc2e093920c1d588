import type { ChannelSourceKind } from "./channel-source.js";

/** What a relay provider can do, and what it needs. The orchestrator asks these, never the provider's name. */
export interface RelayCapabilities {
  /** `process`: the relay runs in this process's care and dies with it. `cloud`: it outlives every process of ours. */
  readonly locality: "cloud" | "process";
  readonly sources: readonly ChannelSourceKind[];
  /** A second `startRelay` with the same numbers gives the same relay even when the first answer was lost. */
  readonly idempotentStart: boolean;
  readonly canList: boolean;
  readonly canUpdate: boolean;
  /**
   * How long a relay that cannot be found may still come back (a vendor moves tasks between machines). Only after that
   * is its absence proven. Seconds.
   */
  readonly absenceProofSeconds: number;
  /** The vendor ends a relay after this long; `null` when it does not. */
  readonly maxSessionSeconds: number | null;
  /** How many at once, per process for `process`, per account for `cloud`; `null` when not limited. */
  readonly maxConcurrent: number | null;
  /** What the host must provide besides credentials: `ffmpeg`, `web-page`, `bucket`. */
  readonly requires: readonly string[];
  /** The kind of the price-book entries that its running time is charged by. */
  readonly billing: string;
}

import type { BudgetAction, BudgetMeasure } from "@hybrid-stream/cost-model";
import type { ErrorSummary, Phase } from "@hybrid-stream/spec";
import type { CostSummary } from "../cost/channel-cost.js";
import type { ChannelPlayback } from "./playback.js";
import type { ChannelSnapshot } from "./snapshot.js";

/** What every event of a channel carries. */
export interface ChannelEvent {
  readonly channelId: string;
  readonly session: number;
}

/** Every event and what it carries. */
export interface HybridStreamEvents {
  /** Every change of phase. */
  "channel:phase": ChannelEvent & { readonly from: Phase; readonly to: Phase; readonly reason: string };
  /** Viewers get new segments: the first time and after every interruption. */
  "channel:live": ChannelEvent & {
    /** `null` when each viewer needs an own one, signed or by RTC, or none could be made: ask `getPlayback` for it. */
    readonly playback: ChannelPlayback | null;
    /** Since the order; `null` when it was live before in this session. Milliseconds. */
    readonly timeToLiveMs: number | null;
  };
  /** Viewers get nothing new. */
  "channel:interrupted": ChannelEvent & { readonly reason: string };
  /** Viewers are off and the key is dead; the vendor's confirmation may follow. */
  "channel:viewers-off": ChannelEvent;
  /** Everything is confirmed gone. */
  "channel:ended": ChannelEvent;
  "channel:failed": ChannelEvent & { readonly error: ErrorSummary };
  /** Players must fetch their playback anew. */
  "channel:playback": ChannelEvent & { readonly version: number };
  "relay:started": ChannelEvent & {
    readonly provider: string;
    readonly relayGeneration: number;
    readonly relayAttempt: number;
  };
  /** After every turn that changed something or brought new figures. */
  "channel:snapshot": ChannelEvent & { readonly snapshot: ChannelSnapshot };
  /** What a show on the air costs, at most once a minute. Only with the option `cost`. */
  "channel:cost": ChannelEvent & { readonly cost: CostSummary };
  /** A budget's threshold was crossed: `ALARM` once in a period, `OK` once when it is well below again. */
  "cost:alert": CostAlert;
}

/** A budget's threshold that was crossed. */
export interface CostAlert {
  readonly budgetId: string;
  /** The show, for a budget with the period `stream`; else `null`. */
  readonly channelId: string | null;
  readonly session: number | null;
  readonly type: BudgetMeasure;
  readonly threshold: number;
  readonly thresholdType: "PERCENTAGE" | "ABSOLUTE_VALUE";
  readonly state: "OK" | "ALARM";
  /** Exact decimal strings of US dollars. */
  readonly amountUsd: string;
  readonly limitUsd: string;
  /** ISO 8601. */
  readonly at: string;
  /** What the policy asks for now. The orchestrator does `refuse-new-channels`; the others are yours to do. */
  readonly actions: readonly BudgetAction[];
}

/** The name of an event. */
export type HybridStreamEventName = keyof HybridStreamEvents;

import type { ErrorSummary, Phase } from "@hybrid-stream/spec";
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
}

/** The name of an event. */
export type HybridStreamEventName = keyof HybridStreamEvents;

import type { ChannelRecord, ChannelState, JournalEntry, RtcHost, SaveRequest } from "@hybrid-stream/spec";
import type { LastAsked } from "../decide/observation-plan.js";

/** What the loop keeps in memory of one owned channel. */
export interface OwnedChannel {
  record: ChannelRecord;
  lastAsked: LastAsked;
  /** From the last answer of the RTC side. */
  hosts: readonly RtcHost[];
  /** The order in the store is newer than `record`. */
  stale: boolean;
  /** Hints may lie in the store for it. */
  hinted: boolean;
  /** Somebody said that something changed: ask as soon as the pacing allows. */
  hurried: boolean;
  /** Decided but not yet confirmed by the store: flushed before anything else. */
  unsaved: Omit<SaveRequest, "lease"> | null;
  /** To be written to the journal with the next turn. */
  readonly notes: JournalEntry[];
  /** The last state that the store confirmed. */
  saved: ChannelState | null;
  /** The last state that listeners were told of. */
  announced: ChannelState | null;
}

/** A channel that has just been claimed, with what the store has of it. */
export function ownedChannel(record: ChannelRecord, saved: ChannelState | null): OwnedChannel {
  return {
    record,
    lastAsked: {},
    hosts: [],
    stale: false,
    hinted: true,
    hurried: false,
    unsaved: null,
    notes: [],
    saved,
    announced: record.state,
  };
}

import type { ChannelOrder, ChannelState } from "@hybrid-stream/spec";
import type { HybridStreamEventName, HybridStreamEvents } from "./events.js";
import { areViewersOff } from "./snapshot.js";

/** An event that follows from two states alone. `channel:live` gets its playback when it is sent. */
export type StateEvent = {
  [Name in HybridStreamEventName]: {
    readonly name: Name;
    readonly payload: Name extends "channel:live"
      ? Omit<HybridStreamEvents[Name], "playback">
      : HybridStreamEvents[Name];
  };
}[Exclude<HybridStreamEventName, "channel:snapshot" | "channel:cost" | "cost:alert">];

/** What happened between two states of a channel, in the order in which a host should hear of it. */
export function eventsOf(order: ChannelOrder, before: ChannelState | null, after: ChannelState): StateEvent[] {
  const channel = { channelId: order.channelId, session: after.session };
  const former = before?.session === after.session ? before : null;
  const events: StateEvent[] = [];
  if (after.relay?.step === "started" && !isSameStart(former, after)) {
    const { provider, generation: relayGeneration, attempt: relayAttempt } = after.relay;
    events.push({ name: "relay:started", payload: { ...channel, provider, relayGeneration, relayAttempt } });
  }
  if (after.playbackVersion !== (before?.playbackVersion ?? 0)) {
    events.push({ name: "channel:playback", payload: { ...channel, version: after.playbackVersion } });
  }
  const from = former?.phase ?? "idle";
  if (from !== after.phase) {
    events.push({ name: "channel:phase", payload: { ...channel, from, to: after.phase, reason: after.phaseReason } });
  }
  if (areViewersOff(after) && !areViewersOff(former)) events.push({ name: "channel:viewers-off", payload: channel });
  if (from !== after.phase)
    events.push(...phaseEvents({ order, channel, from, after, interruptedAt: former?.interruptedAt ?? null }));
  return events;
}

function phaseEvents(change: {
  readonly order: ChannelOrder;
  readonly channel: { channelId: string; session: number };
  readonly from: ChannelState["phase"];
  readonly after: ChannelState;
  readonly interruptedAt: string | null;
}): StateEvent[] {
  const { order, channel, from, after, interruptedAt } = change;
  switch (after.phase) {
    case "live": {
      const isFirst = after.firstLiveAt === after.phaseSince;
      // From degraded to live nobody was without new segments, unless it had been interrupted before.
      if (from === "degraded" && interruptedAt === null && !isFirst) return [];
      const timeToLiveMs = isFirst ? Date.parse(after.phaseSince) - Date.parse(order.orderedAt) : null;
      return [{ name: "channel:live", payload: { ...channel, timeToLiveMs } }];
    }
    case "recovering":
      return [{ name: "channel:interrupted", payload: { ...channel, reason: after.phaseReason } }];
    case "ended":
      return [{ name: "channel:ended", payload: channel }];
    case "failed":
      return after.error === null ? [] : [{ name: "channel:failed", payload: { ...channel, error: after.error } }];
    default:
      return [];
  }
}

function isSameStart(former: ChannelState | null, after: ChannelState): boolean {
  const before = former?.relay;
  return (
    before?.step === "started" &&
    before.generation === after.relay?.generation &&
    before.attempt === after.relay.attempt
  );
}

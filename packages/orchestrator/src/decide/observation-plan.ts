import type { ChannelOrder, ChannelState } from "@hybrid-stream/spec";
import type { Policy } from "../policy.js";
import { type Facts, platformFacts, relayFacts } from "./facts.js";

/** When each question was last asked, on the monotonic clock; missing: never. */
export type LastAsked = Partial<Record<Question, number>>;
export type Question = "rtc" | "relay" | "stream" | "playback";

/** What to ask in a turn. */
export interface ObservationPlan {
  readonly ask: ReadonlySet<Question>;
  /** Something was wanted at once but asked too short a time ago: look again soon. */
  readonly wanted: boolean;
}

/** However hurried: no vendor is asked the same question more often. Milliseconds. */
const leastPauseMs = 2000;

/**
 * Which questions to ask in this turn. What costs nothing is asked every turn; vendor calls only as often as quotas
 * allow, and sooner while viewers do not get what they should.
 */
export function planObservations(input: {
  readonly order: ChannelOrder;
  readonly state: ChannelState | null;
  readonly facts: Facts;
  readonly policy: Policy;
  readonly lastAsked: LastAsked;
  /** A hint says that something changed. */
  readonly hurried: boolean;
  readonly monotonicMs: number;
  readonly hasRtc: boolean;
}): ObservationPlan {
  const { order, state, facts, policy } = input;
  const ask = new Set<Question>();
  let wanted = false;
  const over = order.desired === "ended" || state?.phase === "failed";
  if (state === null || state.session !== order.session || over) return { ask, wanted };
  const served = order.mode === "agora-only" || state.conditions.PlaybackAdvancing.value === "true";
  const calm = (state.phase === "live" && served) || state.phase === "waiting";
  const vendorMs = calm ? policy.vendorPollSeconds * 1000 : Math.min(5000, policy.vendorPollSeconds * 1000);
  const playlistMs = calm ? policy.livePollSeconds * 1000 : leastPauseMs;
  const consider = (question: Question, pauseMs: number): void => {
    const ageMs = input.monotonicMs - (input.lastAsked[question] ?? Number.NEGATIVE_INFINITY);
    if (ageMs >= (input.hurried ? Math.min(pauseMs, leastPauseMs) : pauseMs)) ask.add(question);
    else wanted ||= input.hurried;
  };

  if (input.hasRtc && order.source.kind === "agora") consider("rtc", vendorMs);
  if (order.mode === "agora-only") return { ask, wanted };
  if (state.relay?.step === "started") {
    const local = relayFacts(facts, state.relay.provider)?.locality === "process";
    consider("relay", local ? 0 : vendorMs);
  }
  if (state.stream?.step === "ready") {
    consider("stream", vendorMs);
    const free = platformFacts(facts, state.stream.platform)?.probeCost === "free";
    consider("playback", free ? 0 : playlistMs);
  }
  return { ask, wanted };
}

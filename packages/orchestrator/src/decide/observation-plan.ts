import type { ChannelOrder, ChannelState } from "@hybrid-stream/spec";
import type { Policy } from "../policy.js";
import { type Facts, platformFacts, relayFacts } from "./facts.js";

/** When each question was last asked, on the monotonic clock; missing: never. */
export type LastAsked = Partial<Record<Question, number>>;
export type Question = "rtc" | "relay" | "stream" | "playback";

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
  readonly monotonicMs: number;
  readonly hasRtc: boolean;
}): ReadonlySet<Question> {
  const { order, state, facts, policy } = input;
  const questions = new Set<Question>();
  if (state === null || state.session !== order.session || order.desired === "ended" || state.phase === "failed") {
    return questions;
  }
  const calm = state.phase === "live" || state.phase === "waiting";
  const everyMs = (seconds: number): number => (calm ? seconds * 1000 : Math.min(5000, seconds * 1000));
  const isDue = (question: Question, pauseMs: number): boolean =>
    input.monotonicMs - (input.lastAsked[question] ?? Number.NEGATIVE_INFINITY) >= pauseMs;

  if (input.hasRtc && order.source.kind === "agora" && isDue("rtc", everyMs(policy.vendorPollSeconds))) {
    questions.add("rtc");
  }
  if (order.mode === "agora-only") return questions;
  if (state.relay?.step === "started") {
    const local = relayFacts(facts, state.relay.provider)?.locality === "process";
    if (local || isDue("relay", everyMs(policy.vendorPollSeconds))) questions.add("relay");
  }
  if (state.stream?.step === "ready") {
    if (isDue("stream", everyMs(policy.vendorPollSeconds))) questions.add("stream");
    const free = platformFacts(facts, state.stream.platform)?.probeCost === "free";
    // Woken often by hints, a playlist that may cost money is still read no more often than it has to be.
    if (free || isDue("playback", calm ? policy.livePollSeconds * 1000 : 2000)) questions.add("playback");
  }
  return questions;
}

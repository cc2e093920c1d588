import type { ChannelOrder, ChannelState, EffectContext, Handle, RtcHost } from "@hybrid-stream/spec";
import type { Effect } from "../decide/effect.js";
import { callContext, type Engine } from "./engine.js";

/** One effect and what it acts on. */
export interface PerformRequest {
  readonly engine: Engine;
  readonly order: ChannelOrder;
  /** As saved before the effect. */
  readonly state: ChannelState;
  readonly effect: Effect;
  readonly hosts: readonly RtcHost[];
  readonly signal: AbortSignal;
  readonly checkpoint: (handle: Handle) => Promise<void>;
}

/** The context of a call that may create something, with the numbers of its effect. */
export function context(request: PerformRequest, signal: AbortSignal, resume?: Handle): EffectContext {
  const { engine, order, state, effect } = request;
  return {
    ...callContext(engine, signal),
    channelId: order.channelId,
    session: order.session,
    instanceId: engine.instanceId,
    streamIncarnation: "incarnation" in effect ? effect.incarnation : (state.stream?.incarnation ?? 0),
    relayGeneration: "generation" in effect ? effect.generation : state.counters.relayGeneration,
    relayAttempt: "attempt" in effect ? effect.attempt : (state.relay?.attempt ?? 0),
    checkpoint: request.checkpoint,
    ...(resume !== undefined && { resume }),
  };
}

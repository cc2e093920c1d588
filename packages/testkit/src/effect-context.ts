import { type EffectContext, type Handle, silentLogger } from "@hybrid-stream/spec";

/** A call's context for tests: every number 1, no deadline, checkpoints that always succeed; over it, your own. */
export function effectContext(overrides: Partial<EffectContext> = {}): EffectContext {
  return {
    signal: new AbortController().signal,
    namespace: "testkit",
    logger: silentLogger,
    channelId: "testkit-channel",
    session: 1,
    instanceId: "testkit-instance",
    streamIncarnation: 1,
    relayGeneration: 1,
    relayAttempt: 1,
    checkpoint: async (_handle: Handle) => {},
    ...overrides,
  };
}

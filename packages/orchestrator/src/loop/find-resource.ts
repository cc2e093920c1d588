import type { LiveStreamHandle, RelayHandle } from "@hybrid-stream/spec";
import type { Effect } from "../decide/effect.js";
import { callContext } from "./engine.js";
import { context, type PerformRequest } from "./perform-request.js";

/** The relay that an effect's numbers name, asked for by them or looked for in the provider's list. */
export async function findRelay(
  request: PerformRequest,
  effect: Extract<Effect, { kind: "find-relay" }>,
  signal: AbortSignal,
): Promise<RelayHandle | null> {
  const relay = request.engine.relays.get(effect.provider);
  if (relay?.findRelay !== undefined) return relay.findRelay(context(request, signal));
  for await (const found of relay?.listRelays?.(callContext(request.engine, signal)) ?? []) {
    const sameNumbers = found.relayGeneration === effect.generation && found.relayAttempt === effect.attempt;
    if (sameNumbers && found.channelId === request.order.channelId) return found.handle;
  }
  return null;
}

/** The live stream that an effect's numbers name. */
export async function findStream(
  request: PerformRequest,
  effect: Extract<Effect, { kind: "find-stream" }>,
  signal: AbortSignal,
): Promise<LiveStreamHandle | null> {
  const platform = request.engine.platforms.get(effect.platform);
  if (platform?.findLiveStream !== undefined) return platform.findLiveStream(context(request, signal));
  for await (const found of platform?.listLiveStreams?.(callContext(request.engine, signal)) ?? []) {
    if (found.streamIncarnation === effect.incarnation && found.channelId === request.order.channelId) {
      return found.handle;
    }
  }
  return null;
}

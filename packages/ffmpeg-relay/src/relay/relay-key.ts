import type { EffectContext, RelayHandle } from "@hybrid-stream/spec";

const version = 1;

/** Names a relay by the numbers that it was started with. Holds no secret. */
export function relayKey(call: EffectContext): string {
  const numbers = [call.session, call.relayGeneration, call.relayAttempt].join(".");
  return [call.namespace, call.channelId].map(encodeURIComponent).concat(numbers).join("/");
}

export function handleOf(provider: string, key: string, instanceId: string): RelayHandle {
  return { provider, version, data: { key, instanceId } };
}

/** The key in a stored handle; `null` for a partial or foreign one. */
export function keyOf(handle: RelayHandle): string | null {
  return typeof handle.data.key === "string" ? handle.data.key : null;
}

import { type CallContext, HybridStreamError, type RelayHandle, type RelayStatus } from "@hybrid-stream/spec";
import { refuseAborted } from "../rest/given-up.js";
import { type ConverterHandleData, isWhole, readHandle } from "./converter-handle.js";
import { type ConverterState, statusOf } from "./converter-status.js";
import { findByName, type MediaPushContext } from "./media-push-context.js";
import { absenceKey } from "./stop-relay.js";

const absent = { absent: true } as const;
/** Single requests that run side by side on one caller's signal. */
const atOnce = 4;

/** One converter's status, by a request of its own. */
export async function relayStatus(
  context: MediaPushContext,
  handle: RelayHandle,
  call: CallContext,
): Promise<RelayStatus> {
  const operation = "getRelayStatus";
  const { provider } = context;
  const data = readHandle(handle, provider, operation);
  refuseAborted({ signal: call.signal, provider, operation });
  return conclude(context, data, await askFor(context, data, { call, operation }));
}

/**
 * The status of many by one list of the project. Those that it does not hold are asked for one by one: a list may be
 * behind, and absence has to be Agora's own word.
 */
export async function relayStatuses(
  context: MediaPushContext,
  handles: readonly RelayHandle[],
  call: CallContext,
): Promise<RelayStatus[]> {
  const [first, ...others] = handles;
  if (first === undefined) return [];
  if (others.length === 0) return [await relayStatus(context, first, call)];
  const operation = "getRelayStatuses";
  const { provider, client, converters } = context;
  const wanted = handles.map((handle) => readHandle(handle, provider, operation));
  refuseAborted({ signal: call.signal, provider, operation });
  const states = new Map<string, string | null>();
  for await (const each of converters.list({ call, operation, appId: client.appId, priority: "observe" })) {
    states.set(each.converterId, each.state);
    if (each.name !== "") states.set(each.name, each.state);
  }
  const found: ConverterState[] = [];
  for (let from = 0; from < wanted.length; from += atOnce) {
    const some = wanted.slice(from, from + atOnce);
    const asked = some.map((data) => states.get(absenceKey(data)) ?? askFor(context, data, { call, operation }));
    found.push(...(await Promise.all(asked)));
  }
  return wanted.map((data, index) => conclude(context, data, found[index] ?? null));
}

async function askFor(
  context: MediaPushContext,
  data: ConverterHandleData,
  calling: { readonly call: CallContext; readonly operation: string },
): Promise<ConverterState> {
  if (!isWhole(data)) {
    const found = await findByName(context, data, { ...calling, priority: "observe" });
    return found === null ? absent : found.state;
  }
  try {
    return (await context.converters.get(data, calling)).state;
  } catch (thrown) {
    if (HybridStreamError.isInstance(thrown) && thrown.code === "not-found") return absent;
    throw thrown;
  }
}

function conclude(
  { provider, absence, client }: MediaPushContext,
  data: ConverterHandleData,
  state: ConverterState,
): RelayStatus {
  const key = absenceKey(data);
  if (typeof state === "object" && state !== null) absence.missing(key);
  else absence.present(key);
  return statusOf({ state, data, provider, observedAt: client.clock.now() });
}

import { type CallContext, HybridStreamError, type RelayHandle, type RelayStatus } from "@hybrid-stream/spec";
import { bodyOf, isLeaving, isMissing } from "../api/recording-api.js";
import { relayStatus, statusOf } from "./status-of.js";
import { hoursEndAt, overAt, readRelayHandle } from "./web-handle.js";
import { apiCall, taskOf, type WebRelay } from "./web-relay.js";

const operation = "getRelayStatus";
const nothing = { destination: "unknown", health: "unknown" } as const;

export async function lookAtWebRelay(relay: WebRelay, handle: RelayHandle, call: CallContext): Promise<RelayStatus> {
  const { memory, statuses, clock, id } = relay;
  refuseAborted(call, id);
  const known = memory.recall(readRelayHandle(handle, id, operation));
  const now = (): Date => clock.now();
  const task = taskOf(known);
  if (task === null) {
    const over = overAt(known) <= now().getTime();
    return relayStatus({ state: over ? "absent" : "unknown", ...nothing }, now());
  }
  const kept = statuses.get(task.sid);
  if (kept !== null) return kept;
  const answer = await relay.api.query(task, apiCall(call, operation, "observe"));
  if (isLeaving(answer)) return relayStatus({ state: "stopping", ...nothing }, now());
  if (isMissing(answer)) {
    // After a stop that was taken, and after the hours that it was started for, that is the end and not a move.
    const ended = memory.isStopAccepted(task.sid) || hoursEndAt(known) <= now().getTime();
    if (!ended) memory.missing(task.sid);
    return relayStatus({ state: ended ? "stopped" : "absent", ...nothing }, now());
  }
  memory.seen(task.sid);
  const status = statusOf(bodyOf(answer), { provider: id, now: now() });
  statuses.keep(task.sid, status);
  return status;
}

/** Where no request would be sent, a cancelled call must say so all the same. */
function refuseAborted({ signal }: CallContext, provider: string): void {
  if (!signal.aborted) return;
  const message = `${operation}: the call was cancelled before it began.`;
  throw new HybridStreamError({ code: "aborted", retry: "safe", message, provider, operation });
}

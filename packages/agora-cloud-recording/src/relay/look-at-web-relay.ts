import { type CallContext, HybridStreamError, type RelayHandle, type RelayStatus } from "@hybrid-stream/spec";
import { bodyOf, isLeaving, isMissing, type TaskAddress } from "../api/recording-api.js";
import { endedByItsHours, relayStatus, statusOf } from "./status-of.js";
import { hoursEndAt, overAt, readRelayHandle, type WebHandle } from "./web-handle.js";
import { apiCall, taskOf, type WebRelay } from "./web-relay.js";

const operation = "getRelayStatus";
const nothing = { destination: "unknown", health: "unknown" } as const;

export async function lookAtWebRelay(relay: WebRelay, handle: RelayHandle, call: CallContext): Promise<RelayStatus> {
  const { memory, statuses, clock, id } = relay;
  refuseAborted(call, id);
  const known = memory.recall(readRelayHandle(handle, id, operation));
  const task = taskOf(known);
  if (task === null) {
    const over = overAt(known) <= clock.now().getTime();
    return relayStatus({ state: over ? "absent" : "unknown", ...nothing }, clock.now());
  }
  return statuses.get(task.sid) ?? ask(relay, { known, task }, call);
}

interface Asked {
  readonly known: WebHandle;
  readonly task: TaskAddress;
}

async function ask(relay: WebRelay, { known, task }: Asked, call: CallContext): Promise<RelayStatus> {
  const { memory, statuses, clock, id } = relay;
  const now = (): Date => clock.now();
  const answer = await relay.api.query(task, apiCall(call, operation, "observe"));
  const hoursAreOver = hoursEndAt(known) <= now().getTime();
  if (isLeaving(answer)) {
    statuses.forget(task.sid);
    return relayStatus({ state: "stopping", ...nothing }, now());
  }
  if (isMissing(answer)) {
    statuses.forget(task.sid);
    // After a stop that was taken, and after the hours that it was started for, that is the end and not a move.
    if (memory.isStopAccepted(task.sid)) return relayStatus({ state: "stopped", ...nothing }, now());
    if (hoursAreOver) return relayStatus(endedByItsHours(id, known.maxRecordingHour), now());
    memory.missing(task.sid);
    return relayStatus({ state: "absent", ...nothing }, now());
  }
  memory.seen(task.sid);
  const status = statusOf(bodyOf(answer), { provider: id, now: now() });
  if (status.state === "stopped" && hoursAreOver && !memory.isStopAccepted(task.sid)) {
    statuses.forget(task.sid);
    return relayStatus(endedByItsHours(id, known.maxRecordingHour), now());
  }
  statuses.keep(task.sid, status, () => renew(relay, { known, task }, call));
  return status;
}

/** Asks again without a caller, who is told by a hint when it is not well any more. */
async function renew(relay: WebRelay, asked: Asked, { namespace, logger }: CallContext): Promise<void> {
  // The client's own deadline ends it.
  const call: CallContext = { namespace, logger, signal: new AbortController().signal };
  const { state, health } = await ask(relay, asked, call).catch(() => ({ state: "unknown", health: "unknown" }));
  if (state === "running" && health === "good") return;
  const summary = `Cloud Recording: the recorder was found to be ${state}`;
  relay.hints.tell({ provider: relay.id, vendorRef: asked.task.sid, summary });
}

/** Where no request would be sent, a cancelled call must say so all the same. */
function refuseAborted({ signal }: CallContext, provider: string): void {
  if (!signal.aborted) return;
  const message = `${operation}: the call was cancelled before it began.`;
  throw new HybridStreamError({ code: "aborted", retry: "safe", message, provider, operation });
}

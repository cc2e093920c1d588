import type { CallContext, RelayHandle, StopReceipt } from "@hybrid-stream/spec";
import { type Answer, bodyOf, isLeaving, isMissing, type TaskAddress } from "../api/recording-api.js";
import { absenceProofMs } from "./capabilities.js";
import { revokeRun } from "./page.js";
import { stopUnknownTask } from "./stop-unknown-task.js";
import { readRelayHandle } from "./web-handle.js";
import { apiCall, taskOf, type WebRelay } from "./web-relay.js";

const operation = "stopRelay";
const againMs = 2000;

const proven: StopReceipt = { outcome: "proven", provableAfterMs: 0 };
const accepted: StopReceipt = { outcome: "accepted", provableAfterMs: againMs };

/** Takes the page's ticket back first: then nothing is shown any more, whatever becomes of the stop. */
export async function stopWebRelay(relay: WebRelay, handle: RelayHandle, call: CallContext): Promise<StopReceipt> {
  const known = relay.memory.recall(readRelayHandle(handle, relay.id, operation));
  await revokeRun(relay.page, known.cname, { call, clock: relay.clock });
  const task = taskOf(known);
  if (task !== null) return stopTask(relay, task, call);
  return stopUnknownTask(relay, known, { call, stop: (found) => stopTask(relay, found, call) });
}

async function stopTask(relay: WebRelay, task: TaskAddress, call: CallContext): Promise<StopReceipt> {
  relay.statuses.forget(task.sid);
  const answer = await relay.api.stop(task, { waitForUpload: false }, apiCall(call, operation, "stop"));
  if (isMissing(answer)) return judgeMissing(relay, task.sid);
  if (isEnding(answer)) return look(relay, task, call);
  // 206 with 435: it ends, and nobody had sent media.
  if (!answer.ok && answer.code !== 435) throw answer.error;
  relay.memory.stopAccepted(task.sid);
  return { ...accepted, ...(answer.ok && answer.requestId !== undefined && { requestId: answer.requestId }) };
}

/** 49: it ends already, by an earlier stop or by itself. */
const isEnding = (answer: Answer<unknown>): boolean => !answer.ok && answer.code === 49;

async function look(relay: WebRelay, task: TaskAddress, call: CallContext): Promise<StopReceipt> {
  const answer = await relay.api.query(task, apiCall(call, operation, "stop"));
  if (isLeaving(answer)) return accepted;
  if (isMissing(answer)) return judgeMissing(relay, task.sid);
  const status = bodyOf(answer).serverResponse?.status ?? null;
  return status !== null && over.has(status) ? proven : accepted;
}

/** 7: its parts have stopped. 8: it has left. 20: it has left with a fault. */
const over: ReadonlySet<number> = new Set([7, 8, 20]);

/** Not found is proof after a stop that was taken, and when it lasts longer than a move to another machine does. */
function judgeMissing({ memory }: WebRelay, sid: string): StopReceipt {
  const missingMs = memory.missing(sid);
  if (memory.isStopAccepted(sid) || missingMs >= absenceProofMs) return proven;
  return { outcome: "unproven", provableAfterMs: absenceProofMs - missingMs };
}

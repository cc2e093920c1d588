import type { CallContext, StopReceipt } from "@hybrid-stream/spec";
import { bodyOf, type TaskAddress } from "../api/recording-api.js";
import { pageAddress } from "./page.js";
import { isRunning } from "./start-web-relay.js";
import { overAt, startableForMs, type WebHandle } from "./web-handle.js";
import { apiCall, type WebRelay } from "./web-relay.js";
import { blankRequest } from "./web-request.js";

const operation = "stopRelay";
const lookAgainMs = 120_000;

/**
 * The answer to a start was lost, and with it the only name that a stop can be sent to. So the same names are started
 * once more, on hold and pushing nowhere. Either the vendor says that they run, and then only a notification or the
 * end of `maxRecordingHour` can end it; or the blank recorder starts, which proves that nothing else runs by these
 * names and keeps a start that is still on its way from succeeding, and is stopped at once.
 */
export async function stopUnknownTask(
  relay: WebRelay,
  handle: WebHandle,
  { call, stop }: { readonly call: CallContext; readonly stop: (task: TaskAddress) => Promise<StopReceipt> },
): Promise<StopReceipt> {
  const now = relay.clock.now();
  const leftMs = overAt(handle) - now.getTime();
  if (leftMs <= 0) return { outcome: "proven", provableAfterMs: 0 };

  const { cname, uid, channel } = handle;
  const { id: provider } = relay;
  const page = await pageAddress(relay.page, { channel, runId: cname }, { provider, signal: call.signal });
  relay.api.keepOut(page.secrets);
  const startableMs = startableForMs(handle, now);
  const resourceId = startableMs > 0 ? handle.resourceId : await acquire(relay, handle, call);
  const names = { mode: "web", cname, uid, resourceId } as const;
  const request = blankRequest({ page, storage: relay.storage });
  const answer = await relay.api.start(names, request, apiCall(call, operation, "stop"));
  if (isRunning(answer)) {
    // A used-up resource says "started" for ever; one of our own, later, tells whether it still runs.
    const againMs = !answer.ok && answer.code === 7 ? startableMs + 1000 : lookAgainMs;
    return { outcome: "unproven", provableAfterMs: Math.min(againMs, leftMs) };
  }
  const { sid } = bodyOf(answer);
  relay.memory.markBlank(sid);
  relay.memory.learn(handle, { sid, resourceId });
  return stop({ ...names, sid });
}

async function acquire(relay: WebRelay, { cname, uid }: WebHandle, call: CallContext): Promise<string> {
  const names = { mode: "web", cname, uid } as const;
  const answer = await relay.api.acquire(names, { resourceExpiredHour: 72 }, apiCall(call, operation, "stop"));
  return bodyOf(answer).resourceId;
}

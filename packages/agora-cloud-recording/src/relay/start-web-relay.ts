import { type EffectContext, HybridStreamError, type RelayHandle, type RelaySpec } from "@hybrid-stream/spec";
import { type Answer, bodyOf } from "../api/recording-api.js";
import { outputOf, recordingHours } from "./output.js";
import { pageAddress } from "./page.js";
import { type RunNames, runNames } from "./run-names.js";
import { readRelayHandle, startableForMs, toRelayHandle, type WebHandle } from "./web-handle.js";
import { apiCall, type WebRelay } from "./web-relay.js";
import { relayRequest } from "./web-request.js";

const operation = "startRelay";
/** After so many starts without a clear answer the relay is given up: it may run, but nobody can address it. */
const mostStarts = 4;
/** Agora's default, and the least that a stop must be possible for. Hours. */
const leastExpiryHours = 72;

/**
 * acquire, checkpoint, start. What has been stored before the start is what a later call goes on with, by the same
 * names, so that a start whose answer was lost is never followed by a second recorder.
 */
export async function startWebRelay(relay: WebRelay, spec: RelaySpec, call: EffectContext): Promise<RelayHandle> {
  const channel = channelOf(relay, spec);
  const resumed = resumedHandle(relay, call);
  if (resumed?.sid) return toRelayHandle(relay.id, resumed);
  if (resumed && !mayStartAgain(relay, resumed)) return toRelayHandle(relay.id, resumed);

  const names: RunNames = resumed ?? runNames(call);
  // Before acquire: the host may take its time, and a start should follow within 2 s.
  const { id: provider } = relay;
  const page = await pageAddress(relay.page, { channel, runId: names.cname }, { provider, signal: call.signal });
  relay.api.keepOut([spec.ingest.streamKey, ...page.secrets]);
  const handle = resumed
    ? { ...resumed, starts: resumed.starts + 1 }
    : await acquire(relay, { names, channel, plannedSeconds: spec.plannedDurationSeconds }, call);
  await call.checkpoint(toRelayHandle(relay.id, handle));
  const { maxRecordingHour } = handle;
  const { ingest } = spec;
  const request = relayRequest({ page, output: outputOf(spec), maxRecordingHour, ingest, storage: relay.storage });
  const answer = await relay.api.start({ mode: "web", ...handle }, request, apiCall(call, operation, "start"));
  // It runs already, but only the first answer or a notification tells its sid.
  if (isRunning(answer)) return toRelayHandle(relay.id, relay.memory.recall(handle));
  const { sid } = bodyOf(answer);
  const started = { ...handle, sid };
  relay.memory.started(started);
  return toRelayHandle(relay.id, started);
}

/** What an earlier call has stored, or answered in this process. */
function resumedHandle({ id, memory }: WebRelay, call: EffectContext): WebHandle | undefined {
  if (call.resume) return memory.recall(readRelayHandle(call.resume, id, operation));
  return memory.handleOf(runNames(call));
}

/**
 * A start is only sent after its handle was stored. So a relay whose handle nobody has was never started, unless this
 * process knows better.
 */
export async function findWebRelay({ id, memory }: WebRelay, call: EffectContext): Promise<RelayHandle | null> {
  const known = memory.handleOf(runNames(call));
  return known === undefined ? null : toRelayHandle(id, known);
}

/** An old resource cannot be started, and a new one might make two: the next attempt has another uid. */
function mayStartAgain({ clock }: WebRelay, handle: WebHandle): boolean {
  return startableForMs(handle, clock.now()) > 0 && handle.starts < mostStarts;
}

async function acquire(
  relay: WebRelay,
  run: { readonly names: RunNames; readonly channel: string; readonly plannedSeconds: number | null },
  call: EffectContext,
): Promise<WebHandle> {
  const { names, channel, plannedSeconds } = run;
  const maxRecordingHour = recordingHours(plannedSeconds, relay.unplannedHours);
  const resourceExpiredHour = Math.min(720, Math.max(leastExpiryHours, maxRecordingHour + 1));
  const acquiredAt = relay.clock.now().toISOString();
  const answer = await relay.api.acquire(
    { mode: "web", ...names },
    { resourceExpiredHour },
    apiCall(call, operation, "start"),
  );
  const { resourceId } = bodyOf(answer);
  return { ...names, channel, resourceId, acquiredAt, maxRecordingHour, starts: 1, sid: null };
}

/** 201 with 7: this resource was started. 400 with 53: a task of this cname and uid runs. */
export function isRunning(answer: Answer<unknown>): boolean {
  return !answer.ok && ((answer.status === 201 && answer.code === 7) || answer.code === 53);
}

function channelOf({ id }: WebRelay, { source: { source } }: RelaySpec): string {
  if (source.kind === "agora") return source.channel;
  throw new HybridStreamError({
    code: "invalid-order",
    message: `${operation}: ${id} carries sources of kind "agora" alone, not "${source.kind}".`,
    provider: id,
    operation,
    field: "source.kind",
  });
}

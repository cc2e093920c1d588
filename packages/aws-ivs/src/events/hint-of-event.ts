import type { Hint, HintEvidence } from "@hybrid-stream/spec";
import { channelOf, type IvsEvent, nameOf } from "./event-schema.js";

/** Events are best effort, may be hours late and out of order: evidence is short-lived and dated by the event. */
const evidenceMs = 30_000;

/** What an event says about the ingest. Others only wake. */
const receiving: Readonly<Record<string, boolean>> = {
  "Session Created": true,
  "Stream Start": true,
  "Stream Takeover": true,
  "Session Ended": false,
  "Stream End": false,
  "Stream Failure": false,
};

const known = new Set([
  ...Object.keys(receiving),
  "Stream Takeover Failure",
  "Starvation Start",
  "Starvation End",
  "Ingest Bitrate",
  "Ingest Resolution",
  "Concurrent Broadcasts",
  "Concurrent Viewers",
  "Recording Start",
  "Recording End",
  "Recording Start Failure",
  "Recording End Failure",
]);

function evidenceOf(event: IvsEvent, name: string | null, receivedAt: Date): HintEvidence | null {
  const value = name === null || !Object.hasOwn(receiving, name) ? undefined : receiving[name];
  const observedAt = new Date(event.time);
  const ageMs = receivedAt.getTime() - observedAt.getTime();
  // One that comes too late proves nothing of now, and neither does one from the future.
  if (value === undefined || name === null || Math.abs(ageMs) >= evidenceMs) return null;
  return {
    condition: "IngestReceiving",
    value,
    reason: name,
    observedAt: observedAt.toISOString(),
    expiresAt: new Date(observedAt.getTime() + evidenceMs).toISOString(),
  };
}

/** An event as a hint; `null` for one that is about no channel. */
export function hintOfEvent(
  event: IvsEvent,
  { provider, receivedAt }: { readonly provider: string; readonly receivedAt: Date },
): Hint | null {
  const vendorRef = channelOf(event);
  if (vendorRef === null) return null;
  const name = nameOf(event);
  const evidence = evidenceOf(event, name, receivedAt);
  return {
    id: event.id,
    provider,
    vendorRef,
    // Words from outside are named only where they are known.
    summary: name !== null && known.has(name) ? `IVS: ${name}` : "IVS: an event of an unknown kind",
    ...(evidence && { evidence }),
  };
}

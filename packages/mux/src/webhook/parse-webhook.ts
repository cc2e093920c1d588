import type { Hint, HintEvidence, RawWebhook, Secret } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import { assetSchema, liveStreamSchema, type MuxLiveStream } from "../api/answers.js";
import type { MuxContext } from "../mux-context.js";
import { handleDataOf } from "../stream/find-live-stream.js";
import { readPassthrough } from "../stream/passthrough.js";
import { toHandle } from "../stream/stream-handle.js";
import { type MuxEvent, readEvent } from "./read-event.js";

/** As long as the loop itself trusts what it last saw. */
const evidenceMs = 60_000;

/** What an event says of the encoder. The rest only wakes: created, updated, enabled, warnings. */
const ingestAfter: Readonly<Record<string, boolean>> = {
  connected: true,
  recording: true,
  active: true,
  disconnected: false,
  idle: false,
  disabled: false,
  deleted: false,
};

/** A message of Mux as hints. What it tells of connections and recordings is remembered. */
export function parseWebhook(context: MuxContext, request: RawWebhook, secret: Secret): Hint[] {
  const event = readEvent(request, secret, context.provider);
  const [, subject, name = ""] = /^video\.(live_stream|asset)\.([a-z_.]+)$/.exec(event.type) ?? [];
  if (subject === "live_stream") return ofLiveStream(context, event, name);
  if (subject === "asset") return ofAsset(context, event, name);
  return [];
}

function ofLiveStream(context: MuxContext, event: MuxEvent, name: string): Hint[] {
  const read = z.safeParse(liveStreamSchema, event.data);
  // Events of simulcast targets have a target in this place, and its id is no stream's.
  if (!read.success || name.includes(".")) return [];
  const stream = read.data;
  const { provider, broadcasts, finder } = context;
  const receives = ingestAfter[name];
  if (name === "deleted") finder.deleted(stream.id);
  // By whomever: from now on somebody may know its key.
  if (name === "enabled") broadcasts.fence(stream.id, false);
  if (receives !== undefined) broadcasts.heard(stream.id, receives, event.observedAt);
  const hint: Hint = { id: event.id, provider, vendorRef: stream.id, summary: `Mux: live stream ${name}` };
  if (receives !== undefined) hint.evidence = evidenceOf(event, receives, `live-stream-${name}`);
  return [name === "created" ? completed(context, hint, stream) : hint];
}

function evidenceOf({ observedAt }: MuxEvent, value: boolean, reason: string): HintEvidence {
  const expiresAt = new Date(observedAt.getTime() + evidenceMs);
  return {
    condition: "IngestReceiving",
    value,
    reason,
    observedAt: observedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  };
}

/** A partial handle knows the stream by its passthrough only: the news of its creation completes it. */
function completed({ provider }: MuxContext, hint: Hint, stream: MuxLiveStream): Hint {
  const { passthrough } = stream;
  if (passthrough === null || readPassthrough(passthrough) === null) return hint;
  return { ...hint, vendorRef: passthrough, handlePatch: toHandle(provider, handleDataOf(stream, passthrough)) };
}

function ofAsset({ provider, broadcasts }: MuxContext, event: MuxEvent, name: string): Hint[] {
  const read = z.safeParse(assetSchema, event.data);
  const liveStreamId = read.success ? read.data.liveStreamId : null;
  if (!read.success || liveStreamId === null) return [];
  if (name === "deleted") {
    if (broadcasts.recordingOf(liveStreamId)?.assetId === read.data.id) broadcasts.forgetRecording(liveStreamId);
  } else if (name === "created" || name === "ready" || name === "live_stream_completed") {
    const recording = broadcasts.recordingOf(liveStreamId);
    const known = recording?.assetId === read.data.id ? recording : null;
    const isOver = name === "live_stream_completed";
    // The order is not promised: older news do not bring a broadcast back that is over.
    const isLive = !isOver && read.data.isLive && known?.isLive !== false;
    if (!isOver || known !== null) broadcasts.learn(liveStreamId, read.data, isLive);
  }
  return [{ id: event.id, provider, vendorRef: liveStreamId, summary: `Mux: recording ${name.replaceAll(".", " ")}` }];
}

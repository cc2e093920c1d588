import { type CallContext, HybridStreamError, type LiveStreamHandle, type LiveStreamStatus } from "@hybrid-stream/spec";
import type { MuxLiveStream } from "../api/answers.js";
import { refuseAborted } from "../api/given-up.js";
import type { Calling } from "../api/mux-client.js";
import type { MuxContext } from "../mux-context.js";
import { liveStreamIdOf } from "./find-live-stream.js";
import { learnRecordings } from "./recordings.js";

/** Up to so many that a list does not hold are asked for one by one; with more missing, the next page is cheaper. */
const singly = 4;
/** Recordings whose address is learned with one batch of statuses. */
const learnedAtOnce = 5;

/** One stream's status, by a request of its own. */
export async function streamStatus(
  context: MuxContext,
  handle: LiveStreamHandle,
  call: CallContext,
): Promise<LiveStreamStatus> {
  const calling: Calling = { call, operation: "getStreamStatus", priority: "observe" };
  refuseAborted(context.provider, calling.operation, call);
  const id = await liveStreamIdOf(context, handle, calling);
  const stream = id === null ? null : await getIfThere(context, id, calling);
  const streams = stream === null ? [] : [stream];
  await Promise.all([
    learnRecordings(context, streams, { calling, most: 1 }),
    context.viewers?.refresh(liveIds(streams), calling),
  ]);
  return statusOf(context, stream);
}

/**
 * The status of many by the list, a hundred a request, until all are found. Absence is Mux's own word on a single
 * request: a list may be behind.
 */
export async function streamStatuses(
  context: MuxContext,
  handles: readonly LiveStreamHandle[],
  call: CallContext,
): Promise<LiveStreamStatus[]> {
  const [first, ...others] = handles;
  if (first === undefined) return [];
  if (others.length === 0) return [await streamStatus(context, first, call)];
  const calling: Calling = { call, operation: "getStreamStatuses", priority: "observe" };
  refuseAborted(context.provider, calling.operation, call);
  const ids: (string | null)[] = [];
  for (const handle of handles) ids.push(await liveStreamIdOf(context, handle, calling));
  const missing = new Set(ids.filter((id) => id !== null));
  const found = new Map<string, MuxLiveStream>();
  if (missing.size > singly) {
    for await (const page of context.liveStreams.pages(calling)) {
      for (const stream of page) if (missing.delete(stream.id)) found.set(stream.id, stream);
      if (missing.size <= singly) break;
    }
  }
  const rest = await Promise.all([...missing].map((id) => getIfThere(context, id, calling)));
  for (const stream of rest) if (stream !== null) found.set(stream.id, stream);
  const streams = [...found.values()];
  await Promise.all([
    learnRecordings(context, streams, { calling, most: learnedAtOnce }),
    context.viewers?.refresh(liveIds(streams), calling),
  ]);
  return ids.map((id) => statusOf(context, (id === null ? undefined : found.get(id)) ?? null));
}

const liveIds = (streams: readonly MuxLiveStream[]): string[] =>
  streams.filter(({ status }) => status === "active").map(({ id }) => id);

export async function getIfThere(
  { liveStreams }: MuxContext,
  id: string,
  calling: Calling,
): Promise<MuxLiveStream | null> {
  try {
    return await liveStreams.get(id, calling);
  } catch (thrown) {
    if (HybridStreamError.isInstance(thrown) && thrown.code === "not-found") return null;
    throw thrown;
  }
}

function ingestOf({ broadcasts }: MuxContext, stream: MuxLiveStream): LiveStreamStatus["ingest"] {
  switch (stream.status) {
    case "active":
      // Stays so while Mux waits for the encoder: only webhooks tell that it is gone.
      return broadcasts.isInterrupted(stream.id, stream.reconnectWindowSeconds) ? "interrupted" : "receiving";
    case "idle":
      return "idle";
    case "disabled":
      return "refused";
    default:
      return "unknown";
  }
}

function statusOf(context: MuxContext, stream: MuxLiveStream | null): LiveStreamStatus {
  const observedAt = context.client.clock.now();
  const common = { health: "unknown", bitrateKbps: null, error: null, observedAt } as const;
  if (stream === null) return { ...common, exists: false, ingest: "idle", broadcastId: null, viewers: null };
  return {
    ...common,
    exists: true,
    ingest: ingestOf(context, stream),
    broadcastId: stream.activeAssetId,
    viewers: context.viewers?.of(stream.id) ?? null,
  };
}

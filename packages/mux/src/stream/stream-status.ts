import { type CallContext, HybridStreamError, type LiveStreamHandle, type LiveStreamStatus } from "@hybrid-stream/spec";
import type { MuxLiveStream } from "../api/answers.js";
import { refuseAborted } from "../api/given-up.js";
import type { Calling } from "../api/mux-client.js";
import type { MuxContext } from "../mux-context.js";
import { liveStreamIdOf } from "./find-live-stream.js";
import { learnRecordings } from "./recordings.js";

/** Up to so many are asked for one by one, and at once; with more missing, a page of the list is cheaper. */
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
  const seen = await see(context, id, calling);
  const streams = seen.stream === null ? [] : [seen.stream];
  await Promise.all([
    learnRecordings(context, streams, { calling, most: 1 }),
    context.viewers?.refresh(liveIds(streams), calling),
  ]);
  return statusOf(context, seen);
}

/** What was seen of a stream, and when: what is asked beside it takes time as well. */
interface Seen {
  readonly stream: MuxLiveStream | null;
  readonly at: Date;
}

async function see(context: MuxContext, id: string | null, calling: Calling): Promise<Seen> {
  const stream = id === null ? null : await getIfThere(context, id, calling);
  return { stream, at: context.client.clock.now() };
}

/**
 * The status of many by the list, a hundred a request, as long as that is cheaper than asking for each. Absence is
 * Mux's own word on a single request: a list may be behind.
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
  const ids = await Promise.all(handles.map((handle) => liveStreamIdOf(context, handle, calling)));
  const seen = await seeAll(context, new Set(ids.filter((id) => id !== null)), calling);
  const streams = [...seen.values()].flatMap(({ stream }) => stream ?? []);
  const none: Seen = { stream: null, at: context.client.clock.now() };
  await Promise.all([
    learnRecordings(context, streams, { calling, most: learnedAtOnce }),
    context.viewers?.refresh(liveIds(streams), calling),
  ]);
  return ids.map((id) => statusOf(context, (id === null ? undefined : seen.get(id)) ?? none));
}

async function seeAll(context: MuxContext, ids: ReadonlySet<string>, calling: Calling): Promise<Map<string, Seen>> {
  const seen = new Map<string, Seen>();
  const missing = new Set(ids);
  if (missing.size > singly) {
    let pages = 0;
    for await (const page of context.liveStreams.pages(calling)) {
      const at = context.client.clock.now();
      for (const stream of page) if (missing.delete(stream.id)) seen.set(stream.id, { stream, at });
      pages += 1;
      // In an account with many others the list could cost more than all of them one by one.
      if (missing.size <= singly || pages >= missing.size) break;
    }
  }
  const left = [...missing];
  // A few at a time: a request gives up when its turn does not come.
  while (left.length > 0) {
    const ask = async (id: string): Promise<void> => void seen.set(id, await see(context, id, calling));
    await Promise.all(left.splice(0, singly).map(ask));
  }
  return seen;
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

function statusOf(context: MuxContext, { stream, at: observedAt }: Seen): LiveStreamStatus {
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

import type { CallContext, LiveStreamHandle, LiveStreamStatus } from "@hybrid-stream/spec";
import { foundChannels } from "../channel/channel-calls.js";
import { channelArnOf } from "../channel/find-channels.js";
import type { Stream } from "../client/answers.js";
import type { CallScope } from "../client/ivs-caller.js";
import { dataOf, type IvsContext, scopeOf } from "../ivs-context.js";
import { getStream, liveStreams } from "./stream-calls.js";

const health = { HEALTHY: "good", STARVING: "poor", UNKNOWN: "unknown" } as const;
const ingest = { LIVE: "receiving", OFFLINE: "idle", UNKNOWN: "unknown" } as const;

function statusOf(stream: Stream | "idle" | "gone", observedAt: Date): LiveStreamStatus {
  const nothing = { broadcastId: null, health: "unknown", bitrateKbps: null, viewers: null, error: null } as const;
  if (typeof stream === "string") return { exists: stream !== "gone", ingest: "idle", ...nothing, observedAt };
  const { state, viewerCount } = stream;
  return {
    exists: true,
    ingest: ingest[state],
    broadcastId: stream.streamId,
    health: health[stream.health],
    bitrateKbps: null,
    viewers:
      viewerCount === null
        ? null
        : // Views appear within 15 s and go within a minute. Source: the API reference.
          { value: viewerCount, method: "sampled", observedAt: observedAt.toISOString() },
    error: null,
    observedAt,
  };
}

async function statusOfOne(
  context: IvsContext,
  handle: LiveStreamHandle,
  { call, scope }: { readonly call: CallContext; readonly scope: CallScope },
): Promise<LiveStreamStatus> {
  const data = dataOf(context, handle, scope.operation);
  const channelArn = await channelArnOf(context, data, { namespace: call.namespace, scope });
  const stream = channelArn === null ? "gone" : await getStream(context.ivs, channelArn, scope);
  return statusOf(stream, context.settings.clock.now());
}

/** One request. */
export function getStreamStatus(
  context: IvsContext,
  handle: LiveStreamHandle,
  call: CallContext,
): Promise<LiveStreamStatus> {
  return statusOfOne(context, handle, { call, scope: scopeOf("getStreamStatus", call, "observe") });
}

/**
 * A request for each 100 streams that are live in the account and region, and one for each 50 of ours that are not:
 * IVS lists live ones only, so a channel that is missing there is idle or gone.
 */
export async function getStreamStatuses(
  context: IvsContext,
  handles: readonly LiveStreamHandle[],
  call: CallContext,
): Promise<LiveStreamStatus[]> {
  const scope = scopeOf("getStreamStatuses", call, "observe");
  const arns = handles.map((handle) => dataOf(context, handle, scope.operation).channelArn);
  if (handles.length < 2) return Promise.all(handles.map((handle) => statusOfOne(context, handle, { call, scope })));
  const live = await liveStreams(context.ivs, scope);
  const observedAt = context.settings.clock.now();
  const idle = [...new Set(arns.filter((arn) => arn !== undefined && !live.has(arn)))].filter(
    (arn) => arn !== undefined,
  );
  const found = await foundChannels(context.ivs, idle, scope);
  return Promise.all(
    handles.map((handle, index) => {
      const arn = arns[index];
      const stream = arn === undefined ? undefined : live.get(arn);
      if (stream !== undefined) return statusOf(stream, observedAt);
      if (arn !== undefined && found.has(arn)) return statusOf("idle", observedAt);
      // Partial handles, and channels that IVS did not find: by name it says what it means.
      return statusOfOne(context, handle, { call, scope });
    }),
  );
}

import { fingerprint } from "@hybrid-stream/provider-kit";
import {
  type EffectContext,
  HybridStreamError,
  type IngestEndpoint,
  type LiveStreamHandle,
  Secret,
} from "@hybrid-stream/spec";
import type { MuxLiveStream } from "../api/answers.js";
import { refuseAborted } from "../api/given-up.js";
import type { Calling } from "../api/mux-client.js";
import { ingestUrlOf } from "../ingest-url.js";
import type { MuxContext } from "../mux-context.js";
import { liveStreamIdOf } from "./find-live-stream.js";

/** Reads the key. A stream that its last end, or an interrupted rotation, left disabled is enabled first. */
export async function getStreamKey(
  context: MuxContext,
  handle: LiveStreamHandle,
  call: EffectContext,
): Promise<IngestEndpoint> {
  const calling: Calling = { call, operation: "getStreamKey", priority: "start" };
  const id = await knownId(context, handle, calling);
  const stream = await context.liveStreams.get(id, calling);
  if (stream.status === "disabled") await context.liveStreams.put(id, "enable", calling);
  context.broadcasts.fence(id, false);
  return endpointOf(context, stream, calling);
}

/**
 * The fence. The old key stops working at once; what Mux does with an encoder that is connected with it is not
 * documented, so unless told otherwise a broadcast that is on is cut by disabling the stream for a moment.
 */
export async function rotateStreamKey(
  context: MuxContext,
  handle: LiveStreamHandle,
  call: EffectContext,
): Promise<IngestEndpoint> {
  const { liveStreams, settings, broadcasts } = context;
  const calling: Calling = { call, operation: "rotateStreamKey", priority: "fence" };
  const id = await knownId(context, handle, calling);
  const stream = await liveStreams.resetStreamKey(id, calling);
  const endpoint = endpointOf(context, stream, calling);
  const isCutNeeded = settings.rotation === "cut" && (stream.status !== "idle" || stream.activeAssetId !== null);
  if (isCutNeeded && stream.status !== "disabled") await liveStreams.put(id, "disable", calling);
  if (isCutNeeded || stream.status === "disabled") await liveStreams.put(id, "enable", calling);
  broadcasts.fence(id, false);
  return endpoint;
}

async function knownId(context: MuxContext, handle: LiveStreamHandle, calling: Calling): Promise<string> {
  const { provider } = context;
  const { operation } = calling;
  refuseAborted(provider, operation, calling.call);
  const id = await liveStreamIdOf(context, handle, calling);
  if (id !== null) return id;
  const message = `${operation}: ${provider} has no stream for this handle. Create it first.`;
  throw new HybridStreamError({ code: "not-found", message, provider, operation });
}

function endpointOf({ provider, settings }: MuxContext, { streamKey }: MuxLiveStream, { operation }: Calling) {
  if (streamKey === null) {
    throw new HybridStreamError({
      code: "unexpected-response",
      message: `${operation}: ${provider}'s answer has no stream key. Check that the token may write Mux Video.`,
      provider,
      operation,
      field: "data.stream_key",
    });
  }
  const url = (settings.ingestUrl ?? ingestUrlOf(settings.ingestRegion)).replace(/\/+$/, "");
  return { url, streamKey: new Secret(streamKey), keyId: fingerprint(streamKey) };
}

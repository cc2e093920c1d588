import { type CallContext, HybridStreamError, type LiveStreamHandle } from "@hybrid-stream/spec";
import { Assets } from "./api/assets.js";
import { refuseAborted } from "./api/given-up.js";
import { LiveStreams } from "./api/live-streams.js";
import { type Calling, createMuxClient } from "./api/mux-client.js";
import { capabilitiesOf } from "./capabilities.js";
import type { MuxContext } from "./mux-context.js";
import type { MuxPlatform } from "./mux-platform.js";
import { type MuxOptions, type MuxSettings, readOptions } from "./options.js";
import { playbackOf } from "./playback/playback-of.js";
import { preflight } from "./preflight.js";
import { createSigningKey, deleteSigningKey, listSigningKeys } from "./signing-keys.js";
import { Broadcasts } from "./stream/broadcasts.js";
import { createLiveStream } from "./stream/create-live-stream.js";
import { endLiveStream } from "./stream/end-live-stream.js";
import { findLiveStream, listLiveStreams, liveStreamIdOf } from "./stream/find-live-stream.js";
import { KeyedQueue } from "./stream/keyed-queue.js";
import { findRecordings } from "./stream/recordings.js";
import { streamAnalytics } from "./stream/stream-analytics.js";
import { StreamFinder } from "./stream/stream-finder.js";
import { getStreamKey, rotateStreamKey } from "./stream/stream-key.js";
import { streamStatus, streamStatuses } from "./stream/stream-status.js";
import { ViewerNumbers } from "./stream/viewer-numbers.js";
import { parseWebhook } from "./webhook/parse-webhook.js";

function contextOf(settings: MuxSettings): MuxContext {
  const client = createMuxClient(settings);
  const liveStreams = new LiveStreams(client);
  const { id, signingKey, viewerCounts, statsUrl } = settings;
  const counts = viewerCounts !== "none" && signingKey !== null;
  return {
    provider: id,
    settings,
    client,
    liveStreams,
    assets: new Assets(client),
    finder: new StreamFinder(id, liveStreams),
    creations: new KeyedQueue(),
    broadcasts: new Broadcasts(settings.clock),
    viewers: counts ? new ViewerNumbers(client, signingKey, statsUrl) : null,
  };
}

/**
 * Mux Video as a streaming platform.
 *
 * @throws `invalid-options` with `field`; for a missing credential the message names its environment variable.
 */
export function mux(options: MuxOptions = {}): MuxPlatform {
  const settings = readOptions(options);
  const context = contextOf(settings);
  const { provider, broadcasts } = context;
  const { webhookSecret } = settings;

  async function put(action: "complete" | "disable" | "enable", handle: LiveStreamHandle, call: CallContext) {
    const operation = action === "complete" ? "completeBroadcast" : `${action}LiveStream`;
    const calling: Calling = { call, operation, priority: action === "enable" ? "start" : "stop" };
    refuseAborted(provider, operation, call);
    const id = await liveStreamIdOf(context, handle, calling);
    if (id === null) {
      const message = `${operation}: ${provider} has no stream for this handle.`;
      throw new HybridStreamError({ code: "not-found", message, provider, operation });
    }
    await context.liveStreams.put(id, action, calling);
    if (action === "enable") broadcasts.fence(id, false);
  }

  return {
    specificationVersion: "v1",
    kind: "mux",
    id: provider,
    capabilities: capabilitiesOf(settings),
    createLiveStream: (spec, call) => createLiveStream(context, spec, call),
    getStreamKey: (handle, call) => getStreamKey(context, handle, call),
    rotateStreamKey: (handle, call) => rotateStreamKey(context, handle, call),
    getPlaybackUrl: async (handle, viewer) => playbackOf(context, handle, viewer),
    getStreamStatus: (handle, call) => streamStatus(context, handle, call),
    getStreamStatuses: (handles, call) => streamStatuses(context, handles, call),
    getStreamAnalytics: (handle, range, call) => streamAnalytics(context, handle, { range, call }),
    endLiveStream: (handle, end, call) => endLiveStream(context, handle, { end, call }),
    findLiveStream: (call) => findLiveStream(context, call),
    listLiveStreams: (call) => listLiveStreams(context, call),
    preflight: (spec, call) => preflight(context, spec, call),
    ...(webhookSecret !== null && {
      parseWebhook: async (request) => parseWebhook(context, request, webhookSecret),
    }),
    completeBroadcast: (handle, call) => put("complete", handle, call),
    disableLiveStream: (handle, call) => put("disable", handle, call),
    enableLiveStream: (handle, call) => put("enable", handle, call),
    findRecordings: (handle, call) => findRecordings(context, handle, call),
    createSigningKey: (call) => createSigningKey(context, call),
    listSigningKeys: (call) => listSigningKeys(context, call),
    deleteSigningKey: (id, call) => deleteSigningKey(context, id, call),
    close: () => context.client.close(),
  };
}

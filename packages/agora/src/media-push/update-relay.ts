import {
  type EffectContext,
  HybridStreamError,
  type RelayChange,
  type RelayHandle,
  type Secret,
} from "@hybrid-stream/spec";
import { refuseAborted } from "../rest/given-up.js";
import { type ConverterHandleData, isWhole, readHandle, toHandle } from "./converter-handle.js";
import { layoutViews } from "./layout-views.js";
import { findByName, hostsOf, type MediaPushContext } from "./media-push-context.js";
import { rtmpUrlOf } from "./start-relay.js";

const operation = "updateRelay";

/** Changes the destination, or the layout and the hosts in it, while it runs. Agora takes only growing sequence numbers. */
export async function updateRelay(
  context: MediaPushContext,
  handle: RelayHandle,
  { change, call }: { readonly change: RelayChange; readonly call: EffectContext },
): Promise<RelayHandle> {
  const { provider, client, converters } = context;
  const data = readHandle(handle, provider, operation);
  refuseAborted({ signal: call.signal, provider, operation });
  if (change.source !== undefined && change.layout === undefined) throw layoutNeeded(provider);
  if (change.ingest === undefined && change.layout === undefined) return handle;
  const parts = await partsOf(context, data, { change, call });
  const converterId = data.converterId ?? (await idOf(context, data, call));
  // Seconds of the clock as the floor: greater than anything that a lost handle has used.
  const sequence = Math.max((data.sequence ?? 0) + 1, Math.floor(client.clock.now().getTime() / 1000));
  const next = { ...data, converterId, sequence };
  await call.checkpoint(toHandle(provider, next));
  await converters.update(next, { call, operation, sequence, ...parts });
  return toHandle(provider, next);
}

async function partsOf(
  context: MediaPushContext,
  data: ConverterHandleData,
  { change, call }: { readonly change: RelayChange; readonly call: EffectContext },
): Promise<{ converter: object; fields: string; secrets: readonly Secret[] }> {
  const { provider, settings } = context;
  const { ingest, layout, source } = change;
  const rtmpUrl = ingest && rtmpUrlOf(ingest, provider);
  const fields: string[] = rtmpUrl ? ["rtmpUrl"] : [];
  const secrets = ingest && rtmpUrl ? [rtmpUrl, ingest.streamKey] : [];
  if (layout === undefined) return { converter: { rtmpUrl }, fields: fields.join(","), secrets };
  const { width, height, channel } = data;
  if (width === undefined || height === undefined) {
    throw new HybridStreamError({
      code: "conflict",
      retry: "never",
      message: `${operation}: this relay passes the picture through, which Media Push cannot change. Start a new relay.`,
      provider,
      operation,
      field: "layout",
    });
  }
  const hosts = await hostsOf(context, { call, operation, channel, given: source?.hosts ?? [] });
  const hostUids = hosts.map(({ uid }) => uid);
  const { placeholderImageUrl } = settings;
  const views = layoutViews({ layout, hostUids, canvas: { width, height }, placeholderImageUrl });
  fields.push("transcodeOptions.videoOptions.layout");
  const converter = { rtmpUrl, transcodeOptions: { videoOptions: { layout: views } } };
  return { converter, fields: fields.join(","), secrets };
}

/** Other hosts stand in the layout, and which one that is now is not stored. */
function layoutNeeded(provider: string): HybridStreamError {
  const message = `${operation}: other hosts change the layout: pass the layout as well, or start a new relay.`;
  return new HybridStreamError({ code: "invalid-options", message, provider, operation, field: "layout" });
}

async function idOf(context: MediaPushContext, data: ConverterHandleData, call: EffectContext): Promise<string> {
  if (isWhole(data)) return data.converterId;
  const { provider } = context;
  const found = await findByName(context, data, { call, operation, priority: "start" });
  if (found) return found.converterId;
  const message = `${operation}: Agora does not know the converter. Start the relay anew.`;
  throw new HybridStreamError({ code: "not-found", message, provider, operation });
}

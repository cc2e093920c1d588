import {
  type ChannelSource,
  type EffectContext,
  HybridStreamError,
  publishUrl,
  type RelayHandle,
  type RelaySpec,
  Secret,
} from "@hybrid-stream/spec";
import { refuseAborted } from "../rest/given-up.js";
import { type ConverterHandleData, isWhole, readHandle, toHandle, type WholeHandleData } from "./converter-handle.js";
import { converterName } from "./converter-name.js";
import { converterBody, planConverter } from "./converter-plan.js";
import { findByName, hostsOf, type MediaPushContext } from "./media-push-context.js";

const operation = "startRelay";
/** Agora's limit. */
const longestUrl = 1024;

export function rtcChannelOf(source: ChannelSource, provider: string): string {
  if (source.kind === "agora") return source.channel;
  const message = `${operation}: Media Push relays sources of kind "agora" only, this one is "${source.kind}".`;
  throw new HybridStreamError({ code: "invalid-options", message, provider, operation, field: "source" });
}

/** @throws `invalid-options` for an address that Media Push does not take. */
export function rtmpUrlOf(ingest: RelaySpec["ingest"], provider: string): Secret {
  const url = publishUrl(ingest);
  if (/^rtmps?:\/\//i.test(url) && Buffer.byteLength(url) <= longestUrl) return new Secret(url);
  const message = `The ingest must be an rtmp:// or rtmps:// address of at most ${longestUrl} characters, key included.`;
  throw new HybridStreamError({ code: "invalid-options", message, provider, operation, field: "ingest" });
}

/** What an earlier try had stored, when it is about this relay. */
function resumed(context: MediaPushContext, call: EffectContext, channel: string): ConverterHandleData | null {
  if (call.resume === undefined) return null;
  const data = readHandle(call.resume, context.provider, operation);
  const expected = converterName({ ...call, region: data.region });
  return data.name === expected && data.channel === channel ? data : null;
}

/**
 * Starts the converter that the numbers name. What may exist already is looked for and adopted: after an interrupted
 * try by its name, and when Agora says that the name is taken or does not say what became of the request.
 */
export async function startRelay(
  context: MediaPushContext,
  spec: RelaySpec,
  call: EffectContext,
): Promise<RelayHandle> {
  const { provider, client, converters, settings } = context;
  const calling = { call, operation };
  refuseAborted({ signal: call.signal, provider, operation });
  const channel = rtcChannelOf(spec.source.source, provider);
  const rtmpUrl = rtmpUrlOf(spec.ingest, provider);
  const stored = resumed(context, call, channel);
  if (stored && isWhole(stored)) return toHandle(provider, stored);
  const region = stored?.region ?? settings.region;
  const partial: ConverterHandleData = stored ?? {
    region,
    appId: client.appId,
    channel,
    name: converterName({ ...call, region }),
  };
  if (stored) {
    const adopted = await adopt(context, { partial, rtmpUrl, call, wholeProject: false });
    if (adopted) return finish(context, adopted, call);
  }
  const hosts = await hostsOf(context, { ...calling, channel, given: spec.source.hosts });
  const plan = planConverter({ channel, hosts, spec, settings });
  const planned: ConverterHandleData = {
    ...partial,
    encoding: plan.encoding,
    encodingReason: plan.reason,
    ...(plan.canvas !== null && plan.canvas),
  };
  await call.checkpoint(toHandle(provider, planned));
  const json = converterBody(plan, partial.name, rtmpUrl, settings);
  const secrets = [rtmpUrl, spec.ingest.streamKey];
  const { regionHintIp } = settings;
  context.absence.begins(planned.name);
  try {
    const request = { ...calling, region, appId: partial.appId, regionHintIp, json, secrets };
    const { converterId } = await converters.create(request);
    return finish(context, { ...planned, converterId, sequence: 0 }, call);
  } catch (thrown) {
    const isUnclear = HybridStreamError.isInstance(thrown) && unclear.has(thrown.code);
    const found = isUnclear ? await adopt(context, { partial: planned, rtmpUrl, call, wholeProject: true }) : null;
    if (found === null) throw thrown;
    return finish(context, found, call);
  }
}

/** The name is taken, or the gateway gave up: the converter may be there. */
const unclear: ReadonlySet<string> = new Set(["conflict", "vendor-unavailable"]);

async function finish(
  { provider }: MediaPushContext,
  data: WholeHandleData,
  call: EffectContext,
): Promise<RelayHandle> {
  const handle = toHandle(provider, data);
  await call.checkpoint(handle);
  return handle;
}

/** The converter with our name, when it does what we want. One that pushes elsewhere is deleted, to make room. */
async function adopt(
  context: MediaPushContext,
  request: {
    readonly partial: ConverterHandleData;
    readonly rtmpUrl: Secret;
    readonly call: EffectContext;
    readonly wholeProject: boolean;
  },
): Promise<WholeHandleData | null> {
  const { partial, rtmpUrl, call, wholeProject } = request;
  const calling = { call, operation };
  const found = await findByName(context, partial, { ...calling, priority: "start", wholeProject });
  if (found === null) return null;
  const data = { ...partial, converterId: found.converterId };
  const isOurs =
    (found.rtmpUrl === null || found.rtmpUrl === rtmpUrl.reveal()) &&
    (found.rtcChannel === null || found.rtcChannel === partial.channel);
  if (isOurs) return data;
  await context.converters.delete(data, calling);
  throw new HybridStreamError({
    code: "conflict",
    message: `${operation}: a converter with this name pushed to another address and was deleted. Start again.`,
    retryAfterMs: 1000,
    provider: context.provider,
    operation,
  });
}

import { type EffectContext, HybridStreamError, type IngestEndpoint, Secret } from "@hybrid-stream/spec";
import { getChannel } from "../channel/channel-calls.js";
import { channelArnOf, noSuchStream } from "../channel/find-channels.js";
import type { HandleData } from "../channel/handle.js";
import type { StreamKey } from "../client/answers.js";
import type { CallScope } from "../client/ivs-caller.js";
import { type IvsContext, scopeOf } from "../ivs-context.js";
import { ingestUrl } from "./ingest-url.js";
import { createStreamKey, deleteStreamKey, getStreamKey, listStreamKeys } from "./key-calls.js";
import { proveStopped } from "./stop-broadcast.js";

/** Each look may meet a key that another process is just replacing. */
const looks = 3;

/** Reads the key; makes one where an end or an interrupted rotation has left none. */
export async function readStreamKey(
  context: IvsContext,
  data: HandleData,
  call: EffectContext,
): Promise<IngestEndpoint> {
  const operation = "getStreamKey";
  const scope = scopeOf(operation, call, "start");
  const channelArn = await existing(context, data, { call, scope });
  for (let look = 0; look < looks; look += 1) {
    const [first] = await keysOf(context, channelArn, scope);
    const key =
      first === undefined ? await newKey(context, channelArn, scope) : await getStreamKey(context.ivs, first, scope);
    if (key !== null) return endpointOf(context, { data, channelArn, key }, { call, scope });
  }
  throw changing(context, operation);
}

/**
 * The fence: the key dies, its publisher is cut, IVS says that nobody broadcasts, and only then a new key is made. The
 * encoder would be back at once if the key lived on. Interrupted anywhere, it leaves no key, or a new one.
 */
export async function rotateStreamKey(
  context: IvsContext,
  data: HandleData,
  call: EffectContext,
): Promise<IngestEndpoint> {
  const operation = "rotateStreamKey";
  const scope = scopeOf(operation, call, "fence");
  const channelArn = await existing(context, data, { call, scope });
  for (const arn of await keysOf(context, channelArn, scope)) await deleteStreamKey(context.ivs, arn, scope);
  const key = await newKey(context, channelArn, scope);
  if (key === null) throw changing(context, operation);
  return endpointOf(context, { data, channelArn, key }, { call, scope });
}

interface CallParts {
  readonly call: EffectContext;
  readonly scope: CallScope;
}

async function existing(context: IvsContext, data: HandleData, { call, scope }: CallParts): Promise<string> {
  const channelArn = await channelArnOf(context, data, { namespace: call.namespace, scope });
  if (channelArn === null) throw noSuchStream(context.settings.id, scope.operation);
  return channelArn;
}

async function keysOf({ ivs, settings }: IvsContext, channelArn: string, scope: CallScope): Promise<string[]> {
  const keys = await listStreamKeys(ivs, channelArn, scope);
  if (keys === null) throw noSuchStream(settings.id, scope.operation);
  return keys;
}

/** Makes a key for a channel without one, once nobody broadcasts on the old one. `null`: another process was faster. */
async function newKey(context: IvsContext, channelArn: string, scope: CallScope): Promise<StreamKey | null> {
  const state = await proveStopped(context, channelArn, scope);
  const key = state === "gone" ? "gone" : await createStreamKey(context.ivs, channelArn, scope);
  if (key === "gone") throw noSuchStream(context.settings.id, scope.operation);
  if (key === "taken") return null;
  return key;
}

async function endpointOf(
  { ivs, settings }: IvsContext,
  { data, channelArn, key }: { readonly data: HandleData; readonly channelArn: string; readonly key: StreamKey },
  { call, scope }: CallParts,
): Promise<IngestEndpoint> {
  const host = data.ingestEndpoint ?? (await getChannel(ivs, channelArn, scope))?.ingestEndpoint;
  if (host === undefined) throw noSuchStream(settings.id, scope.operation);
  return {
    url: ingestUrl(host),
    streamKey: withPriority(key.value, call.relayAttempt),
    // `arn:aws:ivs:<region>:<account>:stream-key/<id>`
    keyId: key.arn.slice(key.arn.lastIndexOf("/") + 1),
  };
}

/**
 * A restart of the same relay takes the session over, which IVS holds for 30 s after a drop: its priority has to be
 * above the last one's. Source: the user guide's page on stream takeover.
 */
function withPriority(key: Secret, relayAttempt: number): Secret {
  return relayAttempt > 1 ? new Secret(`${key.reveal()}?priority=${relayAttempt}`) : key;
}

function changing({ settings }: IvsContext, operation: string): HybridStreamError {
  return new HybridStreamError({
    code: "conflict",
    message: `${operation}: the channel's key is being replaced by another process.`,
    provider: settings.id,
    operation,
    retryAfterMs: 1000,
  });
}

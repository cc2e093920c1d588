import type { CreateChannelCommandInput } from "@aws-sdk/client-ivs";
import {
  delay,
  type EffectContext,
  HybridStreamError,
  type LiveStream,
  type LiveStreamSpec,
} from "@hybrid-stream/spec";
import * as z from "zod/mini";
import { type Channel, channel, channelArn, streamKey } from "../client/answers.js";
import { errorOfShape } from "../client/call-error.js";
import type { CallScope } from "../client/ivs-caller.js";
import { type IvsContext, scopeOf } from "../ivs-context.js";
import { createChannel, deleteChannel, getChannel } from "./channel-calls.js";
import { channelNameOf } from "./channel-name.js";
import { channelsNamed, mayBeUnlisted } from "./find-channels.js";
import { type HandleData, handleOfChannel, makeHandle, readHandle } from "./handle.js";
import { tagsOf } from "./tags.js";

const operation = "createLiveStream";
/** How long IVS holds a silent encoder's session, and for so long refuses another one. Source: the user guide's FAQ. */
const sessionHoldSeconds = 30;
/** Between two looks at a list that may not show a new channel yet. Milliseconds. */
const secondLookMs = 2000;

/** Creates the channel that the call's numbers name, or returns the one that they already name. */
export async function createLiveStream(
  context: IvsContext,
  spec: LiveStreamSpec,
  call: EffectContext,
): Promise<LiveStream> {
  checkSpec(context, spec);
  const { settings } = context;
  const scope = scopeOf(operation, call, "start");
  const name = channelNameOf(call);
  const interrupted = readResume(context, call, name);
  const known =
    interrupted?.channelArn === undefined ? null : await getChannel(context.ivs, interrupted.channelArn, scope);
  const found = known ?? (await adopt(context, { name, interrupted }, { call, scope }));
  const made = found ?? (await create(context, { name, spec }, { call, scope }));
  if (made.authorized !== (spec.access === "signed")) {
    const message = `${operation}: the channel ${made.arn} exists already, and its access is not "${spec.access}". Retire it, or ask for what it is.`;
    throw new HybridStreamError({ code: "conflict", message, provider: settings.id, operation, field: "access" });
  }
  return {
    handle: handleOfChannel(settings.id, name, made),
    // A silent encoder's session goes on for as long as it is held.
    continuityWindowSeconds: sessionHoldSeconds,
    sessionHoldSeconds,
  };
}

function readResume({ settings }: IvsContext, { resume }: EffectContext, name: string): HandleData | null {
  if (resume === undefined) return null;
  const data = readHandle(resume, { provider: settings.id, region: settings.region, operation });
  return data.name === name ? data : null;
}

/** @throws `request-rejected` for what this instance cannot set up. */
function checkSpec({ settings }: IvsContext, spec: LiveStreamSpec): void {
  const refuse = (field: string, message: string): never => {
    throw new HybridStreamError({ code: "request-rejected", message, provider: settings.id, operation, field });
  };
  if (spec.access === "signed" && settings.token === null) {
    refuse("access", "Signed playback needs the option playbackAuthorization, with an imported key.");
  }
  if (spec.recording && settings.recordingConfigurationArn === undefined) {
    refuse("recording", "Recording needs the option recordingConfigurationArn: IVS records into a bucket of yours.");
  }
}

interface CallParts {
  readonly call: EffectContext;
  readonly scope: CallScope;
}

/** The channel that an earlier try has left; of several the first, and the others are deleted. */
async function adopt(
  { ivs, settings }: IvsContext,
  { name, interrupted }: { readonly name: string; readonly interrupted: HandleData | null },
  { call, scope }: CallParts,
): Promise<Channel | null> {
  const wanted = { name, namespace: call.namespace };
  let channels = await channelsNamed(ivs, wanted, scope);
  if (channels.length === 0 && mayBeUnlisted(settings, interrupted?.begunAt)) {
    await delay(settings.clock, secondLookMs, call.signal).catch(() => {});
    channels = await channelsNamed(ivs, wanted, scope);
  }
  const [first, ...others] = channels;
  if (first === undefined) return null;
  for (const { arn } of others) {
    const outcome = await deleteChannel(ivs, arn, scope);
    call.logger.warn({ provider: settings.id, channelArn: arn, outcome }, "A channel was created twice");
  }
  return getChannel(ivs, first.arn, scope);
}

/** Creates it. What is to be done is stored before, so that an answer that is lost can be looked for. */
async function create(
  { ivs, settings }: IvsContext,
  { name, spec }: { readonly name: string; readonly spec: LiveStreamSpec },
  { call, scope }: CallParts,
): Promise<Channel> {
  const now = settings.clock.now();
  await call.checkpoint(makeHandle(settings.id, { name, access: spec.access, begunAt: now.toISOString() }));
  const { channelType, preset, recordingConfigurationArn, playbackRestrictionPolicyArn, tags } = settings;
  const authorized = spec.access === "signed";
  const input: CreateChannelCommandInput = {
    name,
    type: channelType,
    latencyMode: spec.latency === "low" ? "LOW" : "NORMAL",
    authorized,
    tags: { ...tags, ...tagsOf(call, now) },
    ...(preset && { preset }),
    ...(spec.recording && { recordingConfigurationArn }),
    // IVS ignores it for a channel that needs a token.
    ...(!authorized && playbackRestrictionPolicyArn && { playbackRestrictionPolicyArn }),
  };
  const answer = await createChannel(ivs, input, scope);
  const made = z.safeParse(channel, answer.channel);
  // Every field is optional in IVS's own types. The key is read when a relay starts; here it only has to be there.
  const key = z.safeParse(streamKey, answer.streamKey);
  if (made.success && key.success) return made.data;
  const arn = z.safeParse(z.object({ arn: channelArn }), answer.channel);
  if (arn.success) await deleteChannel(ivs, arn.data.arn, scope);
  const identity = { provider: settings.id, operation, vendorOperation: "CreateChannel", kind: "effect" } as const;
  const issue = made.success ? key.error?.issues[0] : made.error.issues[0];
  throw errorOfShape(identity, [made.success ? "streamKey" : "channel", ...(issue?.path ?? [])].join("."), undefined);
}

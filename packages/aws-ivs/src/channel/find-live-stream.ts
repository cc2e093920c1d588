import type { CallContext, EffectContext, FoundLiveStream, LiveStreamHandle } from "@hybrid-stream/spec";
import { type IvsContext, scopeOf } from "../ivs-context.js";
import { getChannel, listChannels } from "./channel-calls.js";
import { channelNameOf } from "./channel-name.js";
import { channelsNamed } from "./find-channels.js";
import { handleOfChannel } from "./handle.js";
import { isOf, readTags } from "./tags.js";

/** The stream that the call's numbers name; `null` when there is none. */
export async function findLiveStream(
  { ivs, settings }: IvsContext,
  call: EffectContext,
): Promise<LiveStreamHandle | null> {
  const scope = scopeOf("findLiveStream", call, "start");
  const name = channelNameOf(call);
  const [first] = await channelsNamed(ivs, { name, namespace: call.namespace }, scope);
  const channel = first === undefined ? null : await getChannel(ivs, first.arn, scope);
  return channel === null ? null : handleOfChannel(settings.id, name, channel);
}

/** The streams of the call's namespace. A list lacks their addresses, so each takes a request. */
export async function* listLiveStreams(
  { ivs, settings }: IvsContext,
  call: CallContext,
): AsyncGenerator<FoundLiveStream, void, undefined> {
  const scope = scopeOf("listLiveStreams", call, "sweep");
  for await (const summary of listChannels(ivs, scope)) {
    if (!isOf(call.namespace, summary.tags) || !summary.name) continue;
    const numbers = readTags(summary.tags);
    if (numbers === null) continue;
    const channel = await getChannel(ivs, summary.arn, scope);
    // Deleted meanwhile.
    if (channel === null) continue;
    yield { handle: handleOfChannel(settings.id, summary.name, channel), ...numbers };
  }
}

import type { CallContext, EffectContext, FoundLiveStream, LiveStreamHandle } from "@hybrid-stream/spec";
import { type IvsContext, scopeOf } from "../ivs-context.js";
import { batchSize, getChannel, getChannels, listChannels } from "./channel-calls.js";
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

/**
 * The streams of the call's namespace. A list lacks their addresses, so each 50 take a request more: one for each, at
 * the quota's five a second, would outlast any deadline.
 */
export async function* listLiveStreams(
  { ivs, settings }: IvsContext,
  call: CallContext,
): AsyncGenerator<FoundLiveStream, void, undefined> {
  const scope = scopeOf("listLiveStreams", call, "sweep");
  const read = async (summaries: ReadonlyMap<string, Ours>): Promise<FoundLiveStream[]> => {
    const channels = await getChannels(ivs, [...summaries.keys()], scope);
    return channels.flatMap((channel) => {
      const ours = summaries.get(channel.arn);
      if (ours === undefined) return [];
      return [{ handle: handleOfChannel(settings.id, ours.name, channel), ...ours.numbers }];
    });
  };
  let waiting = new Map<string, Ours>();
  for await (const { arn, name, tags } of listChannels(ivs, scope)) {
    const numbers = isOf(call.namespace, tags) && name ? readTags(tags) : null;
    if (numbers === null || !name) continue;
    waiting.set(arn, { name, numbers });
    if (waiting.size < batchSize) continue;
    yield* await read(waiting);
    waiting = new Map();
  }
  yield* await read(waiting);
}

/** What a list tells about one of our channels. */
interface Ours {
  readonly name: string;
  readonly numbers: NonNullable<ReturnType<typeof readTags>>;
}

import type { CallContext, FoundRelay } from "@hybrid-stream/spec";
import { refuseAborted } from "../rest/given-up.js";
import { toHandle } from "./converter-handle.js";
import { channelHashOf, namespaceHashOf, type ReadName, readConverterName } from "./converter-name.js";
import type { MediaPushContext } from "./media-push-context.js";

const operation = "listRelays";

/** The channel id out of the name; of a long one only the hash is there, which is compared with the RTC channel. */
function channelIdOf({ channelId, channelHash }: ReadName, rtcChannel: string | null): string {
  if (channelId !== null) return channelId;
  if (rtcChannel !== null && channelHashOf(rtcChannel) === channelHash) return rtcChannel;
  return `sha256:${channelHash}`;
}

/** The converters of this namespace, out of all those of the project. */
export async function* listRelays(
  { provider, client, converters }: MediaPushContext,
  call: CallContext,
): AsyncGenerator<FoundRelay> {
  refuseAborted({ signal: call.signal, provider, operation });
  const { appId } = client;
  const namespaceHash = namespaceHashOf(call.namespace);
  for await (const converter of converters.list({ call, operation, appId, priority: "sweep" })) {
    const { name, converterId, rtcChannel, createdAt } = converter;
    const read = readConverterName(name);
    if (read === null || read.namespaceHash !== namespaceHash) continue;
    const channelId = channelIdOf(read, rtcChannel);
    const { region, relayGeneration, relayAttempt } = read;
    const data = { region, appId, channel: rtcChannel ?? channelId, name, converterId };
    yield { handle: toHandle(provider, data), channelId, relayGeneration, relayAttempt, createdAt };
  }
}

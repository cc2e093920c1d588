import { HybridStreamError } from "@hybrid-stream/spec";
import type { ChannelSummary } from "../client/answers.js";
import type { CallScope, IvsCaller } from "../client/ivs-caller.js";
import type { IvsContext } from "../ivs-context.js";
import type { Settings } from "../settings.js";
import { listChannels } from "./channel-calls.js";
import type { HandleData } from "./handle.js";
import { isOf } from "./tags.js";

/** Whether a list shows a new channel at once is not documented, and a creation may wait for its turn first. Milliseconds. */
const listLagMs = 30_000;

/** Whether a creation that was begun then may have made a channel that no list shows yet. */
export function mayBeUnlisted({ clock, timeoutMs }: Settings, begunAt: string | undefined): boolean {
  // Another machine's clock may be ahead.
  return Math.abs(clock.now().getTime() - Date.parse(begunAt ?? "")) < listLagMs + timeoutMs;
}

/**
 * The channels that carry this name and this namespace, always in the same order. More than one is a creation that was
 * sent twice. Whether IVS filters names exactly is not documented, so they are compared here.
 */
export async function channelsNamed(
  ivs: IvsCaller,
  { name, namespace }: { readonly name: string; readonly namespace: string },
  scope: CallScope,
): Promise<ChannelSummary[]> {
  const found: ChannelSummary[] = [];
  for await (const channel of listChannels(ivs, scope, name)) {
    if (channel.name === name && isOf(namespace, channel.tags)) found.push(channel);
  }
  return found.sort((one, other) => (one.arn < other.arn ? -1 : 1));
}

/** The channel of a handle, which may be partial; `null` when there is none. */
export async function channelArnOf(
  { ivs }: IvsContext,
  { channelArn, name }: HandleData,
  { namespace, scope }: { readonly namespace: string; readonly scope: CallScope },
): Promise<string | null> {
  if (channelArn !== undefined) return channelArn;
  const [first] = await channelsNamed(ivs, { name, namespace }, scope);
  return first?.arn ?? null;
}

/** The error for a channel that is not there. */
export function noSuchStream(provider: string, operation: string): HybridStreamError {
  const message = `${operation}: IVS does not know this channel: it was deleted, or it was never created.`;
  return new HybridStreamError({ code: "not-found", message, provider, operation });
}

import type { RtcHost } from "@hybrid-stream/spec";
import { HybridStreamError } from "@hybrid-stream/spec";
import type { AgoraClient } from "../rest/client-types.js";
import { observationOf } from "../rtc/observation-of.js";
import { readUserList } from "../rtc/user-list.js";
import type { Absence } from "./absence.js";
import type { ListedConverter } from "./converter-answers.js";
import type { ConverterHandleData } from "./converter-handle.js";
import type { Calling, Converters } from "./converters.js";
import type { MediaPushSettings } from "./options.js";

/** What all operations of the provider work with. */
export interface MediaPushContext {
  readonly provider: string;
  readonly client: AgoraClient;
  readonly converters: Converters;
  readonly absence: Absence;
  readonly settings: MediaPushSettings;
}

/** The hosts that were given, else those that Agora names. @throws `source-unreadable` when nobody can be shown. */
export async function hostsOf(
  { client, provider }: MediaPushContext,
  request: Calling & { readonly channel: string; readonly given: readonly RtcHost[] },
): Promise<readonly RtcHost[]> {
  if (request.given.length > 0) return request.given;
  const { channel, operation, call } = request;
  const users = await readUserList(client, { channel, operation, signal: call.signal });
  const { hosts } = observationOf(users, client.clock.now());
  if (hosts.length > 0) return hosts;
  throw new HybridStreamError({
    code: "source-unreadable",
    message: `${operation}: nobody with a numeric uid publishes in the RTC channel, so that there is nothing to relay. Try again when a host is there; text user accounts cannot be relayed.`,
    provider,
    operation,
  });
}

/** Looks for a converter by its name: in its channel, then in the whole project, since names are unique there. */
export async function findByName(
  { converters }: MediaPushContext,
  data: ConverterHandleData,
  request: Calling & { readonly priority: "stop" | "start" | "observe"; readonly wholeProject?: boolean },
): Promise<ListedConverter | null> {
  const { name, appId, channel } = data;
  const lists = request.wholeProject ? [{ appId, channel }, { appId }] : [{ appId, channel }];
  for (const list of lists) {
    for await (const converter of converters.list({ ...request, ...list })) {
      if (converter.name === name) return converter;
    }
  }
  return null;
}

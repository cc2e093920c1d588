import { HybridStreamError } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import type { AgoraClient } from "../rest/client-types.js";

/** Who is in an RTC channel. Users with text accounts have no uid that a relay could name: they are only counted. */
export interface UserList {
  readonly exists: boolean;
  /** `communication`: everybody may publish, so that hosts and audience cannot be told apart. */
  readonly profile: "live" | "communication";
  /** Uids of the hosts; of everybody in a communication channel. */
  readonly hostUids: readonly number[];
  /** How many hosts have a text account. */
  readonly otherHosts: number;
  readonly audienceUids: readonly number[];
  /** `null` where it is not told. */
  readonly audienceTotal: number | null;
}

const list = z.optional(z.nullable(z.array(z.unknown())));
const count = z.optional(z.catch(z.nullable(z.coerce.number().check(z.int(), z.gte(0))), null));
const schema = z.looseObject({
  success: z.optional(z.unknown()),
  data: z.looseObject({
    channel_exist: z.boolean(),
    mode: z.optional(z.unknown()),
    broadcasters: list,
    audience: list,
    audience_total: count,
    users: list,
  }),
});

/** Uids come as numbers or as digits in a string. */
function uidOf(value: unknown): number | null {
  const isDigits = typeof value === "string" && /^\d{1,10}$/.test(value);
  const uid = isDigits ? Number(value) : value;
  return typeof uid === "number" && Number.isInteger(uid) && uid >= 0 && uid <= 4_294_967_295 ? uid : null;
}

function uidsOf(values: readonly unknown[] | null | undefined): number[] {
  return [...new Set((values ?? []).map(uidOf).filter((uid) => uid !== null))];
}

function toUserList({ data }: z.infer<typeof schema>): UserList {
  // Mode 1 is the communication profile, which names its users otherwise.
  const isCommunication = Number(data.mode) === 1 || (data.broadcasters == null && data.users != null);
  const hosts = isCommunication ? data.users : data.broadcasters;
  const hostUids = uidsOf(hosts);
  const audience = data.audience ?? [];
  return {
    exists: data.channel_exist,
    profile: isCommunication ? "communication" : "live",
    hostUids,
    otherHosts: (hosts ?? []).filter((value) => typeof value === "string" && uidOf(value) === null).length,
    audienceUids: uidsOf(audience),
    audienceTotal: isCommunication ? null : (data.audience_total ?? (data.audience == null ? null : audience.length)),
  };
}

/** Asks Agora who is in a channel. @throws as {@link AgoraClient.request}. */
export async function readUserList(
  client: AgoraClient,
  request: { readonly channel: string; readonly operation: string; readonly signal: AbortSignal },
): Promise<UserList> {
  const { body, requestId } = await client.request({
    method: "GET",
    path: "/dev/v1/channel/user/{appId}/{channel}",
    pathParameters: { appId: client.appId, channel: request.channel },
    operation: request.operation,
    kind: "read",
    signal: request.signal,
    quota: "user-list",
    priority: "observe",
    schema,
  });
  if (body.success === false) {
    throw new HybridStreamError({
      code: "unexpected-response",
      retry: "safe",
      message: `${request.operation}: Agora answered the channel's user list with success false. Try again.`,
      provider: client.provider,
      operation: request.operation,
      requestId,
    });
  }
  return toUserList(body);
}

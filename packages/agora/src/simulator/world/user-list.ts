import { jsonAnswer } from "../http/answers.js";
import type { Call, Endpoint } from "../http/endpoint.js";
import type { Channels } from "./channels.js";

/** The list holds no more audience members than this. */
const listedAudience = 10_000;
const firstAudienceUid = 3_000_000_001;

function dataOf(channels: Channels, channel: string, hostsOnly: boolean): object {
  const hosts = channels.publishers(channel).map(({ uid }) => uid);
  const audience = channels.audience(channel);
  if (hosts.length === 0 && audience === 0) return { channel_exist: false };
  const members = Array.from({ length: Math.min(audience, listedAudience) }, (_, index) => firstAudienceUid + index);
  if (channels.profile(channel) === "communication") {
    return { channel_exist: true, mode: 1, total: hosts.length + audience, users: [...hosts, ...members] };
  }
  const live = { channel_exist: true, mode: 2, broadcasters: hosts };
  return hostsOnly ? live : { ...live, audience: members, audience_total: audience };
}

/** The channel user list. */
export function userList(channels: Channels): Endpoint {
  return {
    operation: "listUsers",
    method: "GET",
    path: "/dev/v1/channel/user/:appId/:channel",
    quota: "userList",
    respond({ parts, url }: Call) {
      const data = dataOf(channels, parts.channel ?? "", url.searchParams.has("hosts_only"));
      return jsonAnswer(200, { success: true, data });
    },
  };
}

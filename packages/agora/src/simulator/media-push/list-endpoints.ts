import { jsonAnswer, messageError } from "../http/answers.js";
import type { Call, Endpoint } from "../http/endpoint.js";
import { memberOf } from "./converter-views.js";
import type { Converters } from "./converters.js";

const pageSize = 500;

/** A page of the converters of the project, or of one channel. Migrating ones are not shown. */
function listPage(converters: Converters, { parts, url }: Call): Response {
  const { appId = "", channel } = parts;
  const from = Number(url.searchParams.get("cursor") ?? "0");
  if (!Number.isInteger(from) || from < 0) return messageError(400, "invalid parameter cursor");
  const all = converters.all().filter((each) => !each.migrating && (channel ?? each.channel) === each.channel);
  const next = from + pageSize;
  const data = {
    total_count: all.length,
    cursor: next < all.length ? next : 0,
    members: all.slice(from, next).map((converter) => memberOf(converter, appId)),
  };
  return jsonAnswer(200, { success: true, data });
}

/** Both lists. Their paths have no region. */
export function listEndpoints(converters: Converters): Endpoint[] {
  const list = { method: "GET", quota: "converterList", respond: (call: Call) => listPage(converters, call) } as const;
  return [
    { ...list, operation: "listConverters", path: "/v1/projects/:appId/rtmp-converters" },
    { ...list, operation: "listChannelConverters", path: "/v1/projects/:appId/channels/:channel/rtmp-converters" },
  ];
}

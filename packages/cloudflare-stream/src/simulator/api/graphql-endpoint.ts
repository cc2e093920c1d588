import * as z from "zod/mini";
import { jsonAnswer } from "../http/answers.js";
import type { Endpoint } from "../http/endpoint.js";
import type { Account } from "../world/account.js";

const body = z.looseObject({
  query: z.string(),
  variables: z.record(z.string(), z.string()),
});
const sum =
  /(\w+): streamMinutesViewedAdaptiveGroups\(limit: \d+, filter: \{datetime_geq: \$(\w+), datetime_lt: \$(\w+), uid: \$(\w+)\}\)/g;
const longestMs = 31 * 86_400_000;

const failed = (message: string): Response => jsonAnswer(200, { data: null, errors: [{ message }] });

/**
 * Minutes delivered. Only queries of the form that this package sends are understood. A video counts as a whole in
 * every range that it touches, and playback by input id counts for the video.
 */
export function graphqlEndpoint(account: Account, now: () => Date): Endpoint {
  return {
    operation: "graphql",
    method: "POST",
    path: "/client/v4/graphql",
    permission: "analytics",
    respond({ body: given }) {
      const parsed = z.safeParse(body, given);
      if (!parsed.success) return failed("error parsing args");
      const { query, variables } = parsed.data;
      const groups: Record<string, object[]> = {};
      for (const [, name = "", from = "", to = "", id = ""] of query.matchAll(sum)) {
        const start = Date.parse(variables[from] ?? "");
        const end = Date.parse(variables[to] ?? "");
        if (!(end > start) || end - start > longestMs) return failed("cannot request a time range wider than 31 days");
        for (const input of account.inputs.values()) input.refreshDelivered();
        const video = account.videos.get(variables[id] ?? "");
        const touches =
          video &&
          video.created.getTime() < end &&
          (video.endedAt ?? now()).getTime() >= start &&
          video.minutesDelivered > 0;
        groups[name] = touches ? [{ sum: { minutesViewed: video.minutesDelivered } }] : [];
      }
      return jsonAnswer(200, { data: { viewer: { accounts: [groups] } }, errors: null });
    },
  };
}

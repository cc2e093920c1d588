import { type CallContext, HybridStreamError, type StreamAnalytics, type TimeRange } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import type { PlatformContext } from "../platform-context.js";
import { createdAtOf } from "../videos/video.js";

const operation = "getStreamAnalytics";
const dayMs = 86_400_000;
const longestQueryMs = 31 * dayMs;
const keptMs = 90 * dayMs;
/** Of one query. The input itself is one more. */
const mostVideos = 19;

const unknown: StreamAnalytics = {
  minutesDelivered: null,
  minutesReceived: null,
  bytesDelivered: null,
  peakViewers: null,
  averageBitrateKbps: null,
  delaySeconds: null,
};

const group = z.object({ sum: z.object({ minutesViewed: z.number().check(z.minimum(0)) }) });
const answer = z.object({
  data: z.nullish(
    z.object({
      viewer: z.object({ accounts: z.array(z.record(z.string(), z.nullable(z.array(group)))) }),
    }),
  ),
  errors: z.nullish(z.array(z.object({ message: z.string() }))),
});

/** One sum for each id, under a name of its own: only documented filters are used. */
function queryOf(count: number): string {
  const names = Array.from({ length: count }, (_, index) => index);
  const variables = names.map((index) => `$id${index}: String!`).join(", ");
  const sums = names.map(
    (index) =>
      `v${index}: streamMinutesViewedAdaptiveGroups(limit: 1, filter: {datetime_geq: $from, datetime_lt: $to, uid: $id${index}}) { sum { minutesViewed } }`,
  );
  return `query HybridStreamMinutes($account: String!, $from: Time!, $to: Time!, ${variables}) { viewer { accounts(filter: {accountTag: $account}) { ${sums.join(" ")} } } }`;
}

async function minutesOf(
  ids: readonly string[],
  range: TimeRange,
  call: CallContext,
  { client, settings }: PlatformContext,
): Promise<number> {
  const { body, requestId } = await client.request({
    method: "POST",
    path: "/graphql",
    operation,
    kind: "read",
    priority: "analytics",
    quota: "graphql",
    json: {
      query: queryOf(ids.length),
      variables: {
        account: settings.accountId,
        from: range.from.toISOString(),
        to: range.to.toISOString(),
        ...Object.fromEntries(ids.map((id, index) => [`id${index}`, id])),
      },
    },
    call,
    schema: answer,
  });
  const account = body.data?.viewer.accounts[0];
  if ((body.errors?.length ?? 0) > 0 || account === undefined)
    throw refused(body.errors?.[0]?.message, settings.id, requestId);
  return Object.values(account)
    .flatMap((groups) => groups ?? [])
    .reduce((minutes, { sum }) => minutes + sum.minutesViewed, 0);
}

/** A GraphQL error comes with status 200. */
function refused(message: string | undefined, provider: string, requestId: string | undefined): HybridStreamError {
  const isRight = /authz|permission|not authori[sz]ed|access/i.test(message ?? "");
  return new HybridStreamError({
    code: isRight ? "forbidden" : "unexpected-response",
    ...(isRight ? {} : { retry: "safe" as const }),
    message: isRight
      ? `${operation}: apiToken needs the permission Account Analytics.`
      : `${operation}: Cloudflare's GraphQL answered with an error instead of data.`,
    provider,
    operation,
    requestId,
  });
}

/**
 * Minutes delivered, summed over the input's broadcasts in the range and over the input itself: to which of the two
 * Cloudflare counts playback by input id is not documented. Kept for 90 days; older ranges are not known.
 */
export async function getStreamAnalytics(
  inputId: string,
  range: TimeRange,
  call: CallContext,
  context: PlatformContext,
): Promise<StreamAnalytics> {
  const earliest = context.settings.clock.now().getTime() - keptMs;
  const from = Math.max(range.from.getTime(), earliest);
  const to = range.to.getTime();
  if (range.from.getTime() < earliest || to <= from) return unknown;
  const videos = await context.videos.ofInput(inputId, { ...call, priority: "analytics" });
  const played = videos.filter((video) => createdAtOf(video) < to).map(({ uid }) => uid);
  const ids = [inputId, ...played];
  let minutesDelivered = 0;
  for (let start = from; start < to; start += longestQueryMs) {
    const part = { from: new Date(start), to: new Date(Math.min(to, start + longestQueryMs)) };
    for (let index = 0; index < ids.length; index += mostVideos + 1) {
      minutesDelivered += await minutesOf(ids.slice(index, index + mostVideos + 1), part, call, context);
    }
  }
  return { ...unknown, minutesDelivered };
}

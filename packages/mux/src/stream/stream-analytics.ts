import type { CallContext, LiveStreamHandle, StreamAnalytics, TimeRange } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import { refuseAborted } from "../api/given-up.js";
import type { Calling } from "../api/mux-client.js";
import { pagesOf } from "../api/pages.js";
import type { MuxContext } from "../mux-context.js";
import { liveStreamIdOf } from "./find-live-stream.js";

/** Hourly, and at least so late. Source: Mux, delivery usage. */
const delaySeconds = 12 * 3600;

const schema = z.object({
  delivered_seconds: z.number().check(z.minimum(0)),
  live_stream_id: z.catch(z.nullish(z.string()), null),
});

const unixSeconds = (date: Date): number => Math.floor(date.getTime() / 1000);

/** What Mux charges as delivery. Right for bills, too late for what goes on now. */
export async function streamAnalytics(
  context: MuxContext,
  handle: LiveStreamHandle,
  { range, call }: { readonly range: TimeRange; readonly call: CallContext },
): Promise<StreamAnalytics> {
  const calling: Calling = { call, operation: "getStreamAnalytics", priority: "analytics" };
  refuseAborted(context.provider, calling.operation, call);
  const id = await liveStreamIdOf(context, handle, calling);
  const seconds = id === null ? null : await deliveredSeconds(context, id, range, calling);
  return {
    minutesDelivered: seconds === null ? null : seconds / 60,
    minutesReceived: null,
    bytesDelivered: null,
    peakViewers: null,
    averageBitrateKbps: null,
    delaySeconds,
  };
}

/** `null` when nothing is told, which is not the same as nothing delivered. */
async function deliveredSeconds(
  { client }: MuxContext,
  id: string,
  { from, to }: TimeRange,
  calling: Calling,
): Promise<number | null> {
  let total: number | null = null;
  const path = "/video/v1/delivery-usage";
  const query = { live_stream_id: id, "timeframe[]": [unixSeconds(from), unixSeconds(to)] };
  for await (const page of pagesOf(client, { path, query, schema, calling })) {
    for (const each of page) if (each.live_stream_id === id) total = (total ?? 0) + each.delivered_seconds;
  }
  return total;
}

import * as z from "zod/mini";
import { jsonAnswer } from "../http/answer.js";
import { liveTime } from "../world/stretches.js";
import { type Operation, operation } from "./operation.js";

/** The target of CloudWatch's protocol, which has one address for all its operations. */
export const cloudWatchTarget = "GraniteServiceVersion20100801.GetMetricData";

const query = z.object({
  Id: z.string(),
  MetricStat: z.object({
    Metric: z.object({
      Namespace: z.literal("AWS/IVS"),
      MetricName: z.string(),
      Dimensions: z.array(z.object({ Name: z.literal("Channel"), Value: z.string() })).check(z.length(1)),
    }),
    Period: z.int().check(z.minimum(1)),
    Stat: z.enum(["Sum", "Average", "Maximum", "Minimum"]),
  }),
});

/** GetMetricData for the metrics of IVS, one figure for the whole range. No figure: not live. */
export const getMetricData: Operation = operation(
  z.object({
    MetricDataQueries: z.array(query).check(z.minLength(1), z.maxLength(500)),
    StartTime: z.number(),
    EndTime: z.number(),
  }),
  ({ MetricDataQueries, StartTime, EndTime }, { account, timers }) => {
    const range = { from: StartTime * 1000, to: EndTime * 1000, now: timers.clock.now().getTime() };
    const results = MetricDataQueries.map(({ Id, MetricStat: { Metric } }) => {
      const id = Metric.Dimensions[0]?.Value ?? "";
      const channel = account.channels.get(account.arn("channel", id));
      const time = channel ? liveTime(channel, range) : null;
      const bitrateKbps = channel?.reception?.publisher?.bitrateKbps ?? 2500;
      const figures: Readonly<Record<string, number | undefined>> = {
        LiveInputTime: time?.received,
        LiveDeliveredTime: time?.delivered,
        ConcurrentViews: time?.peakViewers,
        IngestBitrate: time === null ? undefined : bitrateKbps * 1000,
      };
      const figure = figures[Metric.MetricName];
      const [Timestamps, Values] = figure === undefined ? [[], []] : [[StartTime], [figure]];
      return { Id, Label: Metric.MetricName, Timestamps, Values, StatusCode: "Complete" };
    });
    return jsonAnswer(200, { MetricDataResults: results, Messages: [] });
  },
);

import type { MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import type { TimeRange } from "@hybrid-stream/spec";

const hour = 3600;
const day = 24 * hour;

/** The finest period that is still kept for figures of that age. Source: the user guide's page on stream health. */
function finestPeriod(ageSeconds: number): number {
  if (ageSeconds <= 3 * hour) return 5;
  if (ageSeconds <= 15 * day) return 60;
  return ageSeconds <= 63 * day ? 300 : hour;
}

/** CloudWatch answers with at most 100,800 figures at once; fewer are enough here. */
const mostPoints = 1440;

/** Seconds: fine enough for the range's end, coarse enough for its length. */
export function periodOf({ from, to }: TimeRange, now: Date): number {
  const finest = finestPeriod((now.getTime() - from.getTime()) / 1000);
  const least = (to.getTime() - from.getTime()) / 1000 / mostPoints;
  return [finest, 60, 300, hour, day].find((period) => period >= finest && period >= least) ?? day;
}

const statistics = {
  delivered: { metric: "LiveDeliveredTime", statistic: "Sum" },
  received: { metric: "LiveInputTime", statistic: "Sum" },
  viewers: { metric: "ConcurrentViews", statistic: "Maximum" },
  bitrate: { metric: "IngestBitrate", statistic: "Average" },
} as const;

export type MetricName = keyof typeof statistics;

/** What is asked for a channel. The dimension is the last part of the ARN, whatever one page of the guide says. */
export function metricQueries(channelArn: string, period: number): MetricDataQuery[] {
  const channel = channelArn.slice(channelArn.lastIndexOf("/") + 1);
  return Object.entries(statistics).map(([id, { metric, statistic }]) => ({
    Id: id,
    MetricStat: {
      Metric: { Namespace: "AWS/IVS", MetricName: metric, Dimensions: [{ Name: "Channel", Value: channel }] },
      // Sums are billed time, which has no high resolution.
      Period: statistic === "Sum" ? Math.max(60, period) : period,
      Stat: statistic,
    },
  }));
}

import {
  type CallContext,
  HybridStreamError,
  type LiveStreamHandle,
  type StreamAnalytics,
  type TimeRange,
} from "@hybrid-stream/spec";
import * as z from "zod/mini";
import { channelArnOf } from "../channel/find-channels.js";
import { nextToken } from "../client/answers.js";
import { errorOfAbort, errorOfFault, errorOfShape } from "../client/call-error.js";
import { createRequestTimeout } from "../client/request-timeout.js";
import { vendorFaultOf } from "../client/vendor-fault.js";
import { dataOf, type IvsContext, scopeOf } from "../ivs-context.js";
import { type CloudWatchSender, cloudWatchClientOf, loadCloudWatch } from "./cloud-watch.js";
import { type MetricName, metricQueries, periodOf } from "./metric-queries.js";

const operation = "getStreamAnalytics";
const unknown: StreamAnalytics = {
  minutesDelivered: null,
  minutesReceived: null,
  bytesDelivered: null,
  peakViewers: null,
  averageBitrateKbps: null,
  delaySeconds: null,
};
/** Ordinary figures come within a minute. Source: the user guide's page on stream health. */
const delaySeconds = 60;
const mostPages = 20;

const page = z.object({
  MetricDataResults: z.array(
    z.object({ Id: z.optional(z.string()), Values: z.optional(z.nullable(z.array(z.number().check(z.minimum(0))))) }),
  ),
  NextToken: nextToken,
});

function isMetric(id: string | undefined): id is MetricName {
  return id === "delivered" || id === "received" || id === "viewers" || id === "bitrate";
}

/** Reads the figures of channels from CloudWatch. */
export class Metrics {
  readonly #context: IvsContext;
  #own: { destroy(): void } | null = null;
  #sender: CloudWatchSender | null;

  constructor(context: IvsContext) {
    this.#context = context;
    const { cloudWatch } = context.settings;
    this.#sender = typeof cloudWatch === "object" ? cloudWatch : null;
  }

  /** Everything is `null` without CloudWatch, and for a time without figures. */
  async of(handle: LiveStreamHandle, range: TimeRange, call: CallContext): Promise<StreamAnalytics> {
    const { settings } = this.#context;
    const data = dataOf(this.#context, handle, operation);
    if (settings.cloudWatch === false || range.to <= range.from) return unknown;
    const scope = scopeOf(operation, call, "analytics");
    const channelArn = await channelArnOf(this.#context, data, { namespace: call.namespace, scope });
    if (channelArn === null) return unknown;
    const values = await this.#read(channelArn, range, call.signal);
    const sum = (name: MetricName): number | null =>
      values[name].reduce<number | null>((all, one) => (all ?? 0) + one, null);
    const inMinutes = (seconds: number | null): number | null => (seconds === null ? null : seconds / 60);
    const { viewers, bitrate } = values;
    return {
      ...unknown,
      minutesDelivered: inMinutes(sum("delivered")),
      minutesReceived: inMinutes(sum("received")),
      peakViewers: viewers.length === 0 ? null : viewers.reduce((most, one) => Math.max(most, one)),
      averageBitrateKbps: bitrate.length === 0 ? null : (sum("bitrate") ?? 0) / bitrate.length / 1000,
      delaySeconds,
    };
  }

  close(): void {
    this.#own?.destroy();
    this.#own = null;
  }

  async #read(channelArn: string, { from, to }: TimeRange, signal: AbortSignal): Promise<Record<MetricName, number[]>> {
    const { clock, id } = this.#context.settings;
    const { CloudWatchClient, GetMetricDataCommand } = await loadCloudWatch(id);
    const sender = this.#senderOf(CloudWatchClient);
    const queries = metricQueries(channelArn, periodOf({ from, to }, clock.now()));
    const values: Record<MetricName, number[]> = { delivered: [], received: [], viewers: [], bitrate: [] };
    let token: string | undefined;
    for (let pages = 0; pages < mostPages; pages += 1) {
      const input = { MetricDataQueries: queries, StartTime: from, EndTime: to, NextToken: token };
      const answer = await this.#send(sender, new GetMetricDataCommand(input), signal);
      for (const { Id, Values } of answer.MetricDataResults) {
        if (isMetric(Id)) values[Id].push(...(Values ?? []));
      }
      if (!answer.NextToken) return values;
      token = answer.NextToken;
    }
    return values;
  }

  #senderOf(CloudWatchClient: Parameters<typeof cloudWatchClientOf>[0]["CloudWatchClient"]): CloudWatchSender {
    if (this.#sender !== null) return this.#sender;
    const made = cloudWatchClientOf({ CloudWatchClient }, this.#context.settings);
    this.#own = made;
    this.#sender = made;
    return made;
  }

  async #send(
    sender: CloudWatchSender,
    command: Parameters<CloudWatchSender["send"]>[0],
    signal: AbortSignal,
  ): Promise<z.output<typeof page>> {
    const { clock, timeoutMs, id, secrets } = this.#context.settings;
    const identity = { provider: id, operation, vendorOperation: "CloudWatch GetMetricData", kind: "read" } as const;
    const timeout = createRequestTimeout({ clock, timeoutMs, signal });
    try {
      const sent = sender.send(command, { abortSignal: timeout.signal });
      const read = z.safeParse(page, await Promise.race([sent, timeout.aborted]));
      if (read.success) return read.data;
      throw errorOfShape(identity, read.error.issues[0]?.path.map(String).join(".") ?? "body", undefined);
    } catch (thrown) {
      const cause = timeout.cause();
      if (cause !== null) throw errorOfAbort(cause, identity);
      throw HybridStreamError.isInstance(thrown) ? thrown : errorOfFault(vendorFaultOf(thrown), identity, secrets);
    } finally {
      timeout.dispose();
    }
  }
}

import { HybridStreamError } from "@hybrid-stream/spec";
import { EventBus } from "./events/event-bus.js";
import { FaultList } from "./http/faults.js";
import { Gateway } from "./http/gateway.js";
import { type Answerer, inProcessFetch, sdkRequestHandler } from "./http/in-process.js";
import { type AwsIvsSimulatorServer, listen } from "./http/listen.js";
import { mswHandlers } from "./http/msw-handlers.js";
import { RateLimiter } from "./http/rate-limiter.js";
import { RequestLog } from "./http/request-log.js";
import type { AwsIvsSimulator } from "./ivs-simulator.js";
import type { World } from "./operations/operation.js";
import { type AwsIvsSimulatorOptions, readSimulatorOptions } from "./options.js";
import { Timers } from "./timers.js";
import { Account, type ChannelRecord } from "./world/account.js";
import { Channels } from "./world/channels.js";
import { publish } from "./world/publisher.js";
import { setViewers } from "./world/stretches.js";
import { Studio } from "./world/studio.js";

function unknownChannel(arn: string): HybridStreamError {
  const message = `There is no channel "${arn}". channels() lists those that there are.`;
  return new HybridStreamError({ code: "not-found", fault: "caller", message, field: "channelArn" });
}

const shown = ({ arn, name, tags, broadcast, key, metadata }: ChannelRecord) => ({
  arn,
  name,
  tags,
  isLive: broadcast !== null,
  hasKey: key !== null,
  streamId: broadcast?.streamId ?? null,
  metadata,
});

/**
 * Amazon IVS in this process: its API with the shapes, error names and quirks of the real one, quotas, EventBridge
 * events, playback, and the figures of CloudWatch; with real media when an ingest plane is injected.
 *
 * @throws `invalid-options` with `field`.
 */
export function createAwsIvsSimulator(options: AwsIvsSimulatorOptions = {}): AwsIvsSimulator {
  const configuration = readSimulatorOptions(options);
  const { clock, region, accountId, credentials, quotas } = configuration;
  const timers = new Timers(clock);
  const account = new Account(region, accountId);
  const bus = new EventBus({ target: options.events ?? {}, timers, account });
  const studio = new Studio({ account, bus, timers, configuration });
  const channels = new Channels({ account, studio, timers, plane: configuration.ingestPlane ?? null });
  const world: World = { account, channels, studio, timers, configuration };
  const faults = new FaultList();
  const log = new RequestLog();
  const gateway = new Gateway({ world, faults, log, limiter: new RateLimiter(clock, quotas.requestsPerSecond) });
  const answer: Answerer = (request) => gateway.answer(request);
  const servers: AwsIvsSimulatorServer[] = [];
  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    timers.close();
    await Promise.all([channels.close(), ...servers.map((server) => server.close())]);
    await configuration.ingestPlane?.close();
  };

  return {
    region,
    credentials,
    requestHandler: sdkRequestHandler(answer),
    fetch: inProcessFetch(answer),
    handlers: mswHandlers(answer),
    faults,
    async listen() {
      const server = await listen(answer);
      servers.push(server);
      channels.publicUrl ??= server.url;
      return server;
    },
    publish: (encoder) => publish({ account, studio }, encoder),
    setViewers(channelArn, viewers) {
      const channel = account.channels.get(channelArn);
      if (!channel) throw unknownChannel(channelArn);
      setViewers(channel, viewers, clock.now().getTime());
    },
    setBucketBroken(bucket, broken) {
      if (broken) account.brokenBuckets.add(bucket);
      else account.brokenBuckets.delete(bucket);
    },
    setEventMode(mode) {
      bus.mode = mode;
    },
    channels: () => [...account.channels.values()].map(shown),
    revokedViewers: () => [...account.revoked],
    events: () => [...bus.sent],
    requests: () => log.all(),
    get requestCount() {
      return log.count;
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}

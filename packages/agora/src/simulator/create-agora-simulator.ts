import { fingerprint, redactUrl } from "@hybrid-stream/provider-kit";
import { HybridStreamError } from "@hybrid-stream/spec";
import type { AgoraSimulator, RunningTask } from "./agora-simulator.js";
import { FaultList } from "./http/faults.js";
import { Gateway } from "./http/gateway.js";
import { inProcessFetch } from "./http/in-process-fetch.js";
import { type AgoraSimulatorServer, listen } from "./http/listen.js";
import { RateLimiter } from "./http/rate-limiter.js";
import { RequestLog } from "./http/request-log.js";
import type { Converter } from "./media-push/converter.js";
import { converterEndpoints } from "./media-push/converter-endpoints.js";
import { Converters } from "./media-push/converters.js";
import { listEndpoints } from "./media-push/list-endpoints.js";
import { Courier } from "./notifications/courier.js";
import { type AgoraSimulatorOptions, readOptions } from "./options.js";
import { Timers } from "./timers.js";
import { Channels } from "./world/channels.js";
import { userList } from "./world/user-list.js";

function taskOf(converter: Converter): RunningTask {
  const { id, channel, name, state, pushing, migrating, createdAt } = converter;
  const { rtmpUrl } = converter.configuration.settings;
  return {
    product: "media-push",
    id,
    channel,
    name,
    state,
    pushing,
    destination: redactUrl(rtmpUrl),
    destinationFingerprint: fingerprint(rtmpUrl),
    migrating,
    startedAt: createdAt,
  };
}

/**
 * Agora's REST services in this process: the channel user list, Media Push, notifications, with the shapes, status codes
 * and quirks of the real ones, and with real media when a media plane is injected.
 *
 * @throws `invalid-options` with `field`.
 */
export function createAgoraSimulator(options: AgoraSimulatorOptions = {}): AgoraSimulator {
  const { clock, mediaPlane, webhook, quotas, timings, ...credentials } = readOptions(options);
  const timers = new Timers(clock);
  const channels = new Channels();
  const faults = new FaultList();
  const log = new RequestLog();
  const enabled = { mediaPush: true, cloudRecording: true };
  const down = new Set<string>();
  const servers: AgoraSimulatorServer[] = [];
  const courier = new Courier(
    Object.fromEntries(Object.entries(webhook).filter(([, target]) => target !== undefined)),
    timers,
  );
  const tools = { timers, mediaPlane: mediaPlane ?? null, connectMs: timings.connectMs };
  const converters = new Converters({ tools, channels, courier, quotas: quotas.converters });
  const limiter = new RateLimiter(clock, quotas.requestsPerSecond);
  const gateway = new Gateway({ credentials, limiter, faults, log, timers });
  const handlers = [
    userList(channels),
    ...converterEndpoints(converters, () => enabled.mediaPush),
    ...listEndpoints(converters),
  ].map((endpoint) => gateway.handlerOf(endpoint));

  const converterCalled = (id: string): Converter => {
    const converter = converters.get(id);
    if (converter) return converter;
    throw new HybridStreamError({
      code: "not-found",
      fault: "caller",
      retry: "never",
      message: `No task "${id}" runs.`,
    });
  };
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    courier.close();
    timers.close();
    await converters.close();
    await Promise.all(servers.map((server) => server.close()));
    await mediaPlane?.close();
  };

  return {
    handlers,
    fetch: inProcessFetch(handlers, (host) => down.has(host)),
    credentials,
    faults,
    async listen() {
      const server = await listen(handlers);
      servers.push(server);
      return server;
    },
    setPublisher: (channel, uid, publisher) =>
      channels.setPublishers(channel, uid === null ? [] : [{ uid, ...publisher }]),
    setPublishers: (channel, publishers) => channels.setPublishers(channel, publishers),
    setAudience: (channel, count) => channels.setAudience(channel, count),
    setProfile: (channel, profile) => channels.setProfile(channel, profile),
    setEnabled(product, value) {
      enabled[product] = value;
    },
    setHostDown(host, value) {
      if (value) down.add(host);
      else down.delete(host);
    },
    setNotificationMode(mode) {
      courier.mode = mode;
    },
    failConverter: (id) => converterCalled(id).fail(),
    destroyConverter: (id) => converters.destroy(converterCalled(id), "Internal Error"),
    migrate: (id, seconds) => converterCalled(id).migrate(seconds),
    runningTasks: () => converters.all().map(taskOf),
    requests: () => log.all(),
    notifications: () => courier.attempts,
    close() {
      closing ??= close();
      return closing;
    },
  };
}

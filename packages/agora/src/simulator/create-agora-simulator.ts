import { HybridStreamError } from "@hybrid-stream/spec";
import type { AgoraSimulator } from "./agora-simulator.js";
import { recordingEndpoints } from "./cloud-recording/recording-endpoints.js";
import { Recordings } from "./cloud-recording/recordings.js";
import { Resources } from "./cloud-recording/resources.js";
import { FaultList } from "./http/faults.js";
import { Gateway } from "./http/gateway.js";
import { inProcessFetch } from "./http/in-process-fetch.js";
import { type AgoraSimulatorServer, listen } from "./http/listen.js";
import { RateLimiter } from "./http/rate-limiter.js";
import { RequestLog } from "./http/request-log.js";
import { converterEndpoints } from "./media-push/converter-endpoints.js";
import { Converters } from "./media-push/converters.js";
import { listEndpoints } from "./media-push/list-endpoints.js";
import { Courier } from "./notifications/courier.js";
import { type AgoraSimulatorOptions, readOptions, type SimulatorConfiguration } from "./options.js";
import { taskOfConverter, taskOfRecording } from "./running-task.js";
import { Timers } from "./timers.js";
import { Channels } from "./world/channels.js";
import { Outside } from "./world/outside.js";
import { userList } from "./world/user-list.js";

function unknownTask(id: string): HybridStreamError {
  const message = `No task "${id}" runs. runningTasks() lists those that do.`;
  return new HybridStreamError({ code: "not-found", fault: "caller", retry: "never", message, field: "id" });
}

/** The parts, wired up. */
function assemble({ clock, mediaPlane, webhook, quotas, timings, ...credentials }: SimulatorConfiguration) {
  const timers = new Timers(clock);
  const channels = new Channels();
  const outside = new Outside();
  const faults = new FaultList();
  const log = new RequestLog();
  const enabled = { mediaPush: true, cloudRecording: true };
  const courier = new Courier(webhook, timers);
  const tools = { timers, mediaPlane: mediaPlane ?? null, connectMs: timings.connectMs };
  const converters = new Converters({ tools, channels, courier, quotas: quotas.converters });
  const recordings = new Recordings({ tools, channels, outside, courier, timings });
  const limiter = new RateLimiter(clock, quotas.requestsPerSecond);
  const gateway = new Gateway({ credentials, limiter, faults, log, timers });
  const handlers = [
    userList(channels),
    ...converterEndpoints(converters, () => enabled.mediaPush),
    ...listEndpoints(converters),
    ...recordingEndpoints({
      resources: new Resources(clock),
      recordings,
      timers,
      uploadMs: timings.uploadMs,
      quotas,
      isEnabled: () => enabled.cloudRecording,
    }),
  ].map((endpoint) => gateway.handlerOf(endpoint));
  return { timers, channels, outside, faults, log, enabled, courier, converters, recordings, handlers, credentials };
}

/**
 * Agora's REST services in this process: the channel user list, Media Push, Cloud Recording and notifications, with the
 * shapes, status codes and quirks of the real ones, and with real media when a media plane is injected.
 *
 * @throws `invalid-options` with `field`.
 */
export function createAgoraSimulator(options: AgoraSimulatorOptions = {}): AgoraSimulator {
  const configuration = readOptions(options);
  const parts = assemble(configuration);
  const { timers, channels, outside, faults, log, enabled, courier, converters, recordings, handlers } = parts;
  const down = new Set<string>();
  const servers: AgoraSimulatorServer[] = [];
  const close = async (): Promise<void> => {
    courier.close();
    timers.close();
    await Promise.all([converters.close(), recordings.close(), ...servers.map((server) => server.close())]);
    await configuration.mediaPlane?.close();
  };
  let closing: Promise<void> | undefined;

  return {
    handlers,
    fetch: inProcessFetch(handlers, (host) => closing !== undefined || down.has(host)),
    credentials: parts.credentials,
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
    setPage: (url, behaviour) => outside.setPage(url, behaviour),
    setBucketBroken: (bucket, broken) => outside.setBucketBroken(bucket, broken),
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
    failConverter(id) {
      const converter = converters.get(id);
      if (!converter) throw unknownTask(id);
      converter.fail();
    },
    destroyConverter(id) {
      const converter = converters.get(id);
      if (!converter) throw unknownTask(id);
      converters.destroy(converter, "Internal Error");
    },
    failRecording(sid) {
      const recording = recordings.get(sid);
      if (!recording) throw unknownTask(sid);
      recording.fail();
    },
    migrate(id, seconds) {
      const task = converters.get(id) ?? recordings.get(id);
      if (!task) throw unknownTask(id);
      task.migrate(seconds);
    },
    runningTasks: () =>
      [...converters.all().map(taskOfConverter), ...recordings.all().map(taskOfRecording)].sort(
        (one, other) => one.startedAt.getTime() - other.startedAt.getTime(),
      ),
    requests: () => log.all(),
    notifications: () => courier.attempts,
    close() {
      closing ??= close();
      return closing;
    },
  };
}

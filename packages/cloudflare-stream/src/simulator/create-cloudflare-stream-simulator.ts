import { HybridStreamError } from "@hybrid-stream/spec";
import { graphqlEndpoint } from "./api/graphql-endpoint.js";
import { inputEndpoints } from "./api/input-endpoints.js";
import { keyEndpoints } from "./api/key-endpoints.js";
import { outputEndpoints } from "./api/output-endpoints.js";
import { playerEndpoints } from "./api/player-endpoints.js";
import { videoEndpoints } from "./api/video-endpoints.js";
import { webhookEndpoints } from "./api/webhook-endpoints.js";
import type { CloudflareStreamSimulator } from "./cloudflare-stream-simulator.js";
import type { Permission } from "./http/endpoint.js";
import { FaultList } from "./http/faults.js";
import { Gateway } from "./http/gateway.js";
import { inProcessFetch } from "./http/in-process-fetch.js";
import { type CloudflareStreamSimulatorServer, listen } from "./http/listen.js";
import { RateLimit } from "./http/rate-limit.js";
import { RequestLog } from "./http/request-log.js";
import { Messenger } from "./notifications/messenger.js";
import { type CloudflareStreamSimulatorOptions, readOptions, type SimulatorConfiguration } from "./options.js";
import { Timers } from "./timers.js";
import { Account } from "./world/account.js";
import type { SimulatedLiveInput } from "./world/live-input.js";
import { SigningKeyRing } from "./world/signing-keys.js";

/** The parts, wired up. */
function assemble(configuration: SimulatorConfiguration) {
  const { clock, accountId, apiToken, quotas } = configuration;
  const timers = new Timers(clock);
  const messenger = new Messenger(timers, configuration);
  const account = new Account(configuration, { timers, messenger });
  const keys = new SigningKeyRing(clock);
  const faults = new FaultList();
  const log = new RequestLog();
  const allowed = { permissions: new Set<Permission>(["read", "write", "analytics"]) };
  const limits = {
    api: new RateLimit(clock, quotas.requestsPerFiveMinutes),
    graphql: new RateLimit(clock, quotas.graphqlPerFiveMinutes),
  };
  const permissions = () => allowed.permissions;
  const now = () => clock.now();
  const endpoints = [
    ...playerEndpoints(account, keys, clock),
    ...webhookEndpoints(messenger, now),
    ...keyEndpoints(keys, now),
    ...videoEndpoints(account),
    ...inputEndpoints(account),
    ...outputEndpoints(account),
    graphqlEndpoint(account, now),
  ];
  const gateway = new Gateway({ accountId, apiToken, permissions, limits, faults, log, timers }, endpoints);
  return { timers, messenger, account, faults, log, allowed, gateway };
}

/**
 * Cloudflare Stream in this process: live inputs, outputs, videos, playback keys, storage, minutes delivered, the player's
 * host, notifications and webhooks, with the shapes and quirks of the real ones; with an injected ingest plane it takes
 * real RTMPS and plays it.
 *
 * @throws `invalid-options` with `field`.
 */
export function createCloudflareStreamSimulator(
  options: CloudflareStreamSimulatorOptions = {},
): CloudflareStreamSimulator {
  const configuration = readOptions(options);
  const { timers, messenger, account, faults, log, allowed, gateway } = assemble(configuration);
  const { handlers } = gateway;
  const servers: CloudflareStreamSimulatorServer[] = [];
  let isDown = false;
  let closing: Promise<void> | undefined;

  const inputOf = (id: string): SimulatedLiveInput => {
    const input = account.inputs.get(id);
    if (input) return input;
    const message = `There is no live input "${id}". inputs() lists those that there are.`;
    throw new HybridStreamError({ code: "not-found", fault: "caller", message, field: "inputId" });
  };
  const close = async (): Promise<void> => {
    messenger.close();
    timers.close();
    await Promise.all(servers.map((server) => server.close()));
    await account.close();
  };

  return {
    handlers,
    fetch: inProcessFetch(gateway, () => isDown || closing !== undefined),
    credentials: { accountId: configuration.accountId, apiToken: configuration.apiToken },
    faults,
    async listen() {
      const server = await listen(handlers);
      servers.push(server);
      return server;
    },
    connect: (streamKey) => account.connect(streamKey),
    refuseIngest: (inputId, code) => inputOf(inputId).refuse(code),
    dropPublisher: (inputId) => inputOf(inputId).cut(),
    setViewers: (inputId, count) => inputOf(inputId).setViewers(count),
    setUsedStorage(minutes) {
      account.storage.usedMinutes = minutes;
    },
    setPermissions(permissions) {
      allowed.permissions = new Set(permissions);
    },
    setDown(down) {
      isDown = down;
    },
    setMessageMode(mode) {
      messenger.mode = mode;
    },
    inputs: () =>
      [...account.inputs.values()].map(({ uid, settings, isConnected, video }) => ({
        id: uid,
        enabled: settings.enabled,
        connected: isConnected,
        meta: settings.meta,
        videoId: video?.uid ?? null,
      })),
    videoIds: () => [...account.videos.keys()],
    requests: () => log.all(),
    messages: () => messenger.sent,
    queueEvents: () => messenger.queueEvents,
    close() {
      closing ??= close();
      return closing;
    },
  };
}

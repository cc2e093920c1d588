import { HybridStreamError } from "@hybrid-stream/spec";
import { assetEndpoints } from "./endpoints/asset-endpoints.js";
import { liveStreamEndpoints } from "./endpoints/live-stream-endpoints.js";
import { playerEndpoints } from "./endpoints/player-endpoints.js";
import { signingKeyEndpoints } from "./endpoints/signing-key-endpoints.js";
import { FaultList } from "./http/faults.js";
import { Gateway } from "./http/gateway.js";
import { inProcessFetch } from "./http/in-process-fetch.js";
import { listen, type MuxSimulatorServer } from "./http/listen.js";
import { RateLimiter } from "./http/rate-limiter.js";
import { RequestLog } from "./http/request-log.js";
import type { MuxSimulator } from "./mux-simulator.js";
import { type MuxSimulatorOptions, readOptions } from "./options.js";
import { Timers } from "./timers.js";
import { Courier } from "./webhooks/courier.js";
import { Account, application } from "./world/account.js";
import { ClockPlane, ClockReception } from "./world/clock-plane.js";

function misuse(field: string, message: string): HybridStreamError {
  return new HybridStreamError({ code: "invalid-options", message, field });
}

/**
 * Mux's APIs in this process: live streams, recordings, signing keys, playback, viewer counts and webhooks, with the
 * shapes, status codes and quirks of the real ones, and with real media when an ingest plane is injected.
 *
 * @throws `invalid-options` with `field`.
 */
export function createMuxSimulator(options: MuxSimulatorOptions = {}): MuxSimulator {
  const { clock, ingestPlane, tokenId, tokenSecret, webhook, quotas, timings, resetCutsEncoder } = readOptions(options);
  const credentials = { tokenId, tokenSecret };
  const ending = new AbortController();
  const closing = ending.signal;
  const timers = new Timers(clock);
  const faults = new FaultList();
  const log = new RequestLog();
  const limiter = new RateLimiter(clock, quotas);
  const courier = new Courier(webhook, timers, closing);
  const clockPlane = new ClockPlane(clock, timings.segmentMs);
  const plane = ingestPlane ?? clockPlane;
  const simulated = plane === clockPlane ? clockPlane : null;
  const account = new Account(plane, { timers, courier, timings, resetCutsEncoder });
  const { handler } = new Gateway({ credentials, limiter, faults, log, timers, closing }, [
    ...liveStreamEndpoints(account),
    ...assetEndpoints(account, clock),
    ...signingKeyEndpoints(account),
    ...playerEndpoints(account, clock, simulated),
  ]);
  const handlers = [handler];
  const servers: MuxSimulatorServer[] = [];
  let ingestUrl: Promise<string> | undefined;
  let closed: Promise<void> | undefined;

  async function askIngestUrl(): Promise<string> {
    const reception = await plane.openReception({ label: "address", application });
    const url = reception.ingestUrl.replace(/\/+$/, "");
    await reception.close();
    return url;
  }

  async function close(): Promise<void> {
    ending.abort();
    timers.close();
    await Promise.all(servers.map((server) => server.close()));
    await account.close();
    await plane.close();
  }

  return {
    handlers,
    fetch: inProcessFetch(handlers, closing),
    credentials,
    faults,
    async listen() {
      const server = await listen(handlers);
      servers.push(server);
      return server;
    },
    ingestUrl() {
      ingestUrl ??= askIngestUrl();
      return ingestUrl;
    },
    createSigningKey() {
      const { key, privateKey } = account.createSigningKey();
      return { id: key.id, privateKey };
    },
    connectEncoder(streamKey) {
      if (simulated === null) {
        throw misuse(
          "ingestPlane",
          "connectEncoder() is for a simulator without an ingest plane: push to ingestUrl().",
        );
      }
      return simulated.connect(streamKey);
    },
    setViewers(liveStreamId, viewers) {
      const reception = account.streams.get(liveStreamId)?.reception;
      if (!(reception instanceof ClockReception)) {
        throw misuse("liveStreamId", "setViewers() is for a live stream that exists, without an ingest plane.");
      }
      reception.setViewers(viewers);
    },
    setWebhookMode(mode) {
      courier.mode = mode;
    },
    liveStreams: () =>
      [...account.streams.values()].map(({ id, status, settings, asset, reception }) => ({
        id,
        status,
        passthrough: settings.passthrough ?? null,
        activeAssetId: asset?.id ?? null,
        isReceiving: reception.publisher !== null,
      })),
    assetIds: () => [...account.assets.keys()],
    requests: () => log.all(),
    webhooks: () => [...courier.attempts],
    close() {
      closed ??= close();
      return closed;
    },
  };
}

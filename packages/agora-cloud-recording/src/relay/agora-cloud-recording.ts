import { agoraQuotas, createAgoraClient } from "@hybrid-stream/agora";
import { type RelayProvider, Secret } from "@hybrid-stream/spec";
import { RecordingApi } from "../api/recording-api.js";
import { secretsOfStorage, storageConfigOf } from "../storage.js";
import { capabilitiesOf } from "./capabilities.js";
import { HintListeners } from "./hint-listeners.js";
import { lookAtWebRelay } from "./look-at-web-relay.js";
import { type AgoraCloudRecordingOptions, readOptions } from "./options.js";
import { preflightWebRelay } from "./preflight.js";
import { readNotification } from "./read-notification.js";
import { findWebRelay, startWebRelay } from "./start-web-relay.js";
import { StatusCache } from "./status-cache.js";
import { stopWebRelay } from "./stop-web-relay.js";
import { TaskMemory } from "./task-memory.js";
import { WebRelayUpdates } from "./update-web-relay.js";
import type { WebRelay } from "./web-relay.js";

const kind = "agora-cloud-recording";
/** The part of the quota that questions may use, so that starts and stops have theirs. 200 relays: 31 s a round. */
const questions = 0.65;

/**
 * A relay in Agora's cloud that opens your web page, records it to your bucket, and pushes it by RTMP(S).
 *
 * @throws `invalid-options` with `field`; for a missing credential or storage key the message names its environment
 * variable as well.
 */
export function agoraCloudRecording(options: AgoraCloudRecordingOptions): RelayProvider {
  const { page, storage, unplannedHours, notificationSecret, ...read } = readOptions(options);
  const id = read.id ?? kind;
  const client = createAgoraClient({ ...read, id });
  const { clock, logger } = client;
  const perSecond = agoraQuotas["cloud-recording"].perSecond * (read.quotaShare ?? 1) * questions;
  const storageConfig = storageConfigOf(storage);
  const relay: WebRelay = {
    id,
    api: new RecordingApi(client, secretsOfStorage(storageConfig)),
    page,
    storage: storageConfig,
    unplannedHours,
    clock,
    logger,
    memory: new TaskMemory(clock),
    statuses: new StatusCache(clock, perSecond),
    hints: new HintListeners(),
  };
  const updates = new WebRelayUpdates(relay);
  return {
    specificationVersion: "v1",
    kind,
    id,
    capabilities: capabilitiesOf(relay),
    startRelay: (spec, call) => startWebRelay(relay, spec, call),
    findRelay: (call) => findWebRelay(relay, call),
    getRelayStatus: (handle, call) => lookAtWebRelay(relay, handle, call),
    stopRelay: (handle, call) => stopWebRelay(relay, handle, call),
    updateRelay: (handle, change, call) => updates.update(handle, change, call),
    preflight: (spec, call) => preflightWebRelay(relay, spec, { call, fetch: read.fetch }),
    ...(notificationSecret !== undefined && {
      async parseWebhook(request) {
        const secret = notificationSecret instanceof Secret ? notificationSecret : new Secret(notificationSecret);
        return readNotification(relay, secret, request);
      },
    }),
    onHint: (listener) => relay.hints.add(listener),
    async close() {
      relay.statuses.close();
      await client.close();
    },
  };
}

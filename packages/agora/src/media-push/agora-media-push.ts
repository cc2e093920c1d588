import type { RelayCapabilities, RelayProvider } from "@hybrid-stream/spec";
import { createAgoraClient } from "../rest/agora-client.js";
import { Absence, absenceProofSeconds } from "./absence.js";
import { Converters } from "./converters.js";
import { listRelays } from "./list-relays.js";
import type { MediaPushContext } from "./media-push-context.js";
import { type AgoraMediaPushOptions, readMediaPushOptions } from "./options.js";
import { parseWebhook } from "./parse-webhook.js";
import { preflight } from "./preflight.js";
import { relayStatus, relayStatuses } from "./relay-statuses.js";
import { startRelay } from "./start-relay.js";
import { stopRelay } from "./stop-relay.js";
import { updateRelay } from "./update-relay.js";

const kind = "agora-media-push";

/**
 * Agora's Media Push: one converter carries one RTC channel to one RTMP(S) address, without a machine of yours.
 *
 * @throws `invalid-options` with `field`; for a missing credential or region the message names its environment variable.
 */
export function agoraMediaPush(options: AgoraMediaPushOptions = {}): RelayProvider {
  const { shared, settings } = readMediaPushOptions(options);
  const id = shared.id ?? kind;
  const client = createAgoraClient({ ...shared, id });
  const converters = new Converters(client);
  const context: MediaPushContext = { provider: id, client, converters, absence: new Absence(client.clock), settings };
  const { notificationSecret, maxConcurrent } = settings;
  const capabilities: RelayCapabilities = {
    locality: "cloud",
    sources: ["agora"],
    idempotentStart: true,
    canList: true,
    canUpdate: true,
    absenceProofSeconds,
    maxSessionSeconds: null,
    maxConcurrent,
    requires: [],
    billing: kind,
  };
  return {
    specificationVersion: "v1",
    kind,
    id,
    capabilities,
    startRelay: (spec, call) => startRelay(context, spec, call),
    getRelayStatus: (handle, call) => relayStatus(context, handle, call),
    getRelayStatuses: (handles, call) => relayStatuses(context, handles, call),
    stopRelay: (handle, call) => stopRelay(context, handle, call),
    updateRelay: (handle, change, call) => updateRelay(context, handle, { change, call }),
    listRelays: (call) => listRelays(context, call),
    preflight: (spec, call) => preflight(context, spec, call),
    ...(notificationSecret !== undefined && {
      parseWebhook: async (request) => parseWebhook(context, request, notificationSecret),
    }),
    close: () => client.close(),
  };
}

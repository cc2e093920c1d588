import { type RelaySubject, testRelayProvider } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { notificationRequest } from "../../../../test/support/agora-notification.js";
import { mediaPushBench, notificationSecret, relaySpec } from "../../test/media-push-bench.js";

function create(): RelaySubject {
  const bench = mediaPushBench();
  const { provider, simulator, clock } = bench;
  return {
    provider,
    wait: { pause: (milliseconds) => clock.advance(milliseconds), intervalMs: 250, timeoutMs: 60_000 },
    secrets: [simulator.credentials.customerSecret, notificationSecret],
    output: () => bench.lines.join("\n"),
    makeSpec: () => relaySpec(),
    runningRelays: () => bench.running().filter(({ state }) => state !== "failed").length,
    hasMedia: ({ ingest }) => bench.pushesTo(ingest),
    unknownHandle: () => ({
      provider: provider.id,
      version: 1,
      data: { region: "na", appId: simulator.credentials.appId, channel: "never", name: "never", converterId: "never" },
    }),
    kill: ({ data }) => simulator.destroyConverter(String(data.converterId)),
    breakNextCall: () => simulator.faults.add({ kind: "status", status: 403, body: { reason: "no permission" } }),
    makeWebhook: () =>
      notificationRequest(notificationSecret, {
        noticeId: "notice-1",
        productId: 5,
        eventType: 3,
        notifyMs: 1,
        payload: { converter: { id: "converter-1", state: "running" } },
      }),
    dispose: bench.close,
  };
}

testRelayProvider({ describe, it, expect, create, title: "agoraMediaPush() is a relay provider" });

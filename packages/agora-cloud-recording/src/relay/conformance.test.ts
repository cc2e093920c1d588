import { type RelaySubject, testRelayProvider } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { notificationRequest, recordingNotification } from "../../../../test/support/agora-notification.js";
import { notificationSecret, relaySpec, storage, webBench } from "../../test/web-bench.js";

function create(): RelaySubject {
  const bench = webBench();
  const { provider, simulator, clock } = bench;
  const never = { cname: "hs-0123456789abcdef-1-1", uid: "2000000001", resourceId: "never-was", sid: "never-was" };
  return {
    provider,
    wait: { pause: (milliseconds) => clock.advance(milliseconds), intervalMs: 250, timeoutMs: 200_000 },
    // Tickets are made as the test goes on.
    get secrets() {
      const { customerSecret } = simulator.credentials;
      return [customerSecret, notificationSecret, storage.accessKey, storage.secretKey, ...bench.tickets];
    },
    output: () => bench.lines.join("\n"),
    makeSpec: () => relaySpec(),
    runningRelays: () => bench.running().length,
    hasMedia: ({ ingest }) => bench.pushesTo(ingest),
    unknownHandle: () => ({
      provider: provider.id,
      version: 1,
      data: { ...never, channel: "show", acquiredAt: clock.now().toISOString(), maxRecordingHour: 6, starts: 1 },
    }),
    kill: ({ data }) => simulator.failRecording(String(data.sid)),
    breakNextCall: () => simulator.faults.add({ kind: "status", status: 400, body: { code: 2, reason: "bad" } }),
    makeWebhook: () =>
      notificationRequest(notificationSecret, recordingNotification(70, { ...never, details: { msgName: "x" } })),
    dispose: async () => {
      await provider.close();
      await bench.close();
    },
  };
}

testRelayProvider({ describe, it, expect, create, title: "agoraCloudRecording() is a relay provider" });

import { createAgoraSimulator } from "@hybrid-stream/agora/simulator";
import { HybridStreamOrchestrator } from "@hybrid-stream/orchestrator";
import {
  createFakeWorld,
  createVirtualClock,
  fakeRtcSource,
  fakeStreamingPlatform,
  waitUntil,
} from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { createDriver } from "../../test/drive.js";
import { notificationSecret, storage } from "../../test/web-bench.js";
import { agoraCloudRecording } from "../index.js";

/** A host's whole setup: the orchestrator, this relay, and notifications that come in by HTTP. */
function setup() {
  const clock = createVirtualClock();
  const drive = createDriver(clock);
  const world = createFakeWorld({ clock });
  const platform = fakeStreamingPlatform({ world });
  const simulator = createAgoraSimulator({
    clock,
    customerId: `customer-${crypto.randomUUID()}`,
    webhook: {
      cloudRecording: {
        secret: notificationSecret,
        url: "https://shop.example/hooks/agora-cloud-recording",
        handler: (request) => hybrid.handleWebhook(request),
      },
    },
  });
  const revoked: string[] = [];
  const relay = agoraCloudRecording({
    ...simulator.credentials,
    fetch: simulator.fetch,
    clock,
    storage,
    notificationSecret,
    page: { url: "https://page.example/", revoke: (runId) => void revoked.push(runId) },
  });
  const hybrid = new HybridStreamOrchestrator({
    namespace: "test",
    rtc: fakeRtcSource({ world }),
    relays: [relay],
    platforms: [platform],
    clock,
    probe: { probe: (url) => platform.probe(url), close: () => {} },
  });
  const until = (what: string, condition: () => boolean | Promise<boolean>) =>
    drive(() => waitUntil(condition, { what, intervalMs: 5, timeoutMs: 20_000 }));
  const count = (operation: string) => simulator.requests().filter((request) => request.operation === operation).length;
  const start = () =>
    drive(() => hybrid.startChannel({ channelId: "show", mode: "hybrid", source: { kind: "agora", channel: "show" } }));
  const end = async (): Promise<void> => {
    await drive(() => hybrid.endChannel("show"));
    await until("nothing running", () => simulator.runningTasks().length === 0);
  };
  const close = async (): Promise<void> => {
    await drive(() => hybrid.close());
    await simulator.close();
  };
  return { simulator, hybrid, revoked, until, count, start, end, close };
}

describe("in an orchestrator", () => {
  it("is started once, asked, and stopped with its channel", async () => {
    const { simulator, revoked, until, count, start, end, close } = setup();
    await start();
    await until("a push", () => simulator.runningTasks().some(({ pushing }) => pushing));
    await until("a question", () => count("queryRecording") > 0);
    await end();
    expect([count("startRecording"), revoked.length > 0]).toEqual([1, true]);
    await close();
  });

  it("is asked and stopped by the sid of a notification when the answer to its start was lost", async () => {
    const { simulator, until, count, start, end, close } = setup();
    simulator.faults.add({ kind: "lost-answer" }, { operation: "startRecording" });
    await start();
    await until("a question", () => count("queryRecording") > 0);
    expect(simulator.runningTasks().length).toBe(1);
    await end();
    // The lost one, and at most its repeats, which start nothing. No blank recorder was needed to stop it.
    expect(count("stopRecording")).toBeGreaterThan(0);
    await close();
  });

  it("is stopped by a notification that comes only after the channel was ended", async () => {
    const { simulator, until, count, start, end, close } = setup();
    simulator.setNotificationMode({ kind: "late", milliseconds: 30_000 });
    simulator.faults.add({ kind: "lost-answer" }, { operation: "startRecording", times: 20 });
    await start();
    await until("a start", () => simulator.runningTasks().length === 1);
    await end();
    expect(count("stopRecording")).toBeGreaterThan(0);
    await close();
  });
});

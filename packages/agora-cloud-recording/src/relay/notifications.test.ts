import { effectContext } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { notificationRequest, recordingNotification } from "../../../../test/support/agora-notification.js";
import { notificationSecret, relaySpec, webBench } from "../../test/web-bench.js";

const cname = "hs-0123456789abcdef-1-1";
const names = { cname, uid: "2000000001", sid: "sid-1" };

async function hintsOf(body: object) {
  const bench = webBench();
  const hints = await bench.provider.parseWebhook?.(notificationRequest(notificationSecret, body));
  await bench.close();
  return hints ?? [];
}

describe("parseWebhook", () => {
  it.each([40, 70, 100])("event %i completes a handle that lacks its sid", async (event) => {
    const [hint] = await hintsOf(recordingNotification(event, { ...names, details: { status: "publishing" } }));
    expect(hint).toMatchObject({
      provider: "agora-cloud-recording",
      vendorRef: cname,
      handlePatch: { provider: "agora-cloud-recording", version: 1, data: names },
    });
  });

  it.each([1, 2, 3, 11, 12, 13, 30, 41, 43, 71, 72, 73, 999])("event %i completes none", async (event) => {
    const hints = await hintsOf(recordingNotification(event, { ...names, details: {} }));
    expect(hints.map(({ vendorRef, handlePatch }) => [vendorRef, handlePatch])).toEqual([[cname, undefined]]);
  });

  it.each([
    [100, { status: "publishing" }, true],
    [100, { status: "disconnected" }, false],
    [11, { exitStatus: 1 }, false],
    [71, { code: 4 }, false],
  ])("event %i with %j leaves evidence", async (event, details, value) => {
    const [hint] = await hintsOf(recordingNotification(event, { ...names, details }));
    expect(hint?.evidence).toMatchObject({ condition: "RelayRunning", value });
  });

  it("passes no address on", async () => {
    const details = { status: "publishing", rtmpUrl: "rtmp://host/app/the-key" };
    expect(JSON.stringify(await hintsOf(recordingNotification(100, { ...names, details })))).not.toContain("the-key");
  });

  it.each([
    ["of a recording that is no relay", recordingNotification(40, { ...names, cname: "show" })],
    ["of another product", { ...recordingNotification(40, names), productId: 5 }],
    ["of the console's health test", { noticeId: "n", productId: 3, eventType: 10, notifyMs: 1, payload: { a: "1" } }],
  ])("accepts one %s, and has nothing to tell", async (_what, body) => {
    expect(await hintsOf(body)).toEqual([]);
  });

  it("takes none without a secret", async () => {
    const bench = webBench({ notificationSecret: undefined });
    expect(bench.provider.parseWebhook).toBeUndefined();
    await bench.close();
  });

  it("lets this process find a relay whose start was lost, without the store", async () => {
    const bench = webBench();
    let partial = {};
    const checkpoint = async ({ data }: { data: object }): Promise<void> => {
      partial = { ...data };
    };
    bench.simulator.faults.add({ kind: "lost-answer" }, { operation: "startRecording" });
    await bench.provider.startRelay(relaySpec(), effectContext({ checkpoint })).catch(() => {});
    await bench.clock.advance(10_000);
    const handle = { provider: bench.provider.id, version: 1, data: partial };
    const heir = bench.another();
    expect((await heir.getRelayStatus(handle, effectContext())).state).toBe("unknown");
    await bench.deliver(heir);
    expect((await heir.getRelayStatus(handle, effectContext())).state).toBe("running");
    expect((await heir.stopRelay(handle, effectContext())).outcome).toBe("accepted");
    await bench.close();
  });
});

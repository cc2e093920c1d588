import type { Hint, JsonObject } from "@hybrid-stream/spec";
import { fakeRtcSource, fakeWebhook } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { type FakeSetup, fakeSetup, order } from "../../test/fake-setup.js";

function requestOf(provider: string, hints: Hint[], change: { body?: string; path?: string } = {}): Request {
  const raw = fakeWebhook(provider, hints);
  const url = new URL(change.path ?? raw.url, raw.url);
  return new Request(url, { method: "POST", headers: raw.headers, body: change.body ?? Buffer.from(raw.body) });
}

async function live(): Promise<{ setup: FakeSetup; hint: (id: string, change?: Partial<Hint>) => Hint }> {
  const setup = fakeSetup({ rtc: ({ world }) => fakeRtcSource({ world }) });
  await setup.hybrid.startChannel(order());
  await setup.clock.advance(72_500);
  expect((await setup.hybrid.getChannel("show"))?.phase).toBe("live");
  const taskId = setup.world.runningTasks()[0]?.id ?? "";
  const hint = (id: string, change: Partial<Hint> = {}): Hint => ({
    id,
    provider: "fake-relay",
    vendorRef: taskId,
    summary: "something happened",
    ...change,
  });
  return { setup, hint };
}

describe("handleWebhook", () => {
  it("knows its providers by the last part of the path", async () => {
    const { setup, hint } = await live();
    const status = async (request: Request) => (await setup.hybrid.handleWebhook(request)).status;
    expect(await status(requestOf("fake-relay", [hint("1")]))).toBe(200);
    expect(await status(requestOf("fake-relay", [hint("2")], { path: "/deep/below/fake-relay/?a=b" }))).toBe(200);
    expect(await status(requestOf("fake-rtc", []))).toBe(200);
    expect(await status(requestOf("fake-relay", [hint("3")], { path: "/webhooks/stranger" }))).toBe(404);
    expect(await status(requestOf("fake-relay", [hint("4")], { path: "/" }))).toBe(404);
    const answer = await setup.hybrid.handleWebhook(requestOf("fake-relay", [], { path: "/stranger" }));
    expect(await answer.json()).toMatchObject({ error: "provider-not-found" });
    await setup.hybrid.close();
  });

  it("believes nothing that is forged, signed for another, changed or too large", async () => {
    const { setup, hint } = await live();
    const asked = setup.relay.calls.entries.length;
    const forged = [
      requestOf("fake-relay", [hint("1")], { body: JSON.stringify([hint("2")]) }),
      requestOf("fake-platform", [hint("1")], { path: "/fake-relay" }),
      requestOf("fake-relay", [], { body: "x".repeat(300_000) }),
    ];
    for (const request of forged) {
      const answer = await setup.hybrid.handleWebhook(request);
      expect([answer.status, await answer.json()]).toEqual([401, { error: "webhook-rejected" }]);
    }
    await setup.clock.advance(100);
    expect(setup.relay.calls.entries.length).toBe(asked);
    await setup.hybrid.close();
  });

  it("asks for the message again when it could not be kept", async () => {
    const { setup, hint } = await live();
    setup.relay.parseWebhook = () => Promise.reject(new Error("boom rtmp://secret"));
    const answer = await setup.hybrid.handleWebhook(requestOf("fake-relay", [hint("1")]));
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain("secret");
    await setup.hybrid.close();
  });

  it("wakes the loop, which asks at once; the same message a second time wakes nobody", async () => {
    const { setup, hint } = await live();
    const asked = () => setup.relay.calls.entries.length + setup.platform.calls.entries.length;
    const deliver = async (id: string): Promise<number> => {
      const before = asked();
      expect((await setup.hybrid.handleWebhook(requestOf("fake-relay", [hint(id)]))).status).toBe(200);
      await setup.clock.advance(0);
      return asked() - before;
    };
    setup.world.crashTask(setup.world.runningTasks()[0]?.id ?? "");
    expect(await deliver("died")).toBeGreaterThan(0);
    expect((await setup.hybrid.getChannel("show"))?.relay?.relayAttempt).toBe(2);
    await setup.clock.advance(1500);
    const { relayRestarts } = (await setup.hybrid.getChannel("show")) ?? {};
    await deliver("died");
    expect((await setup.hybrid.getChannel("show"))?.relayRestarts).toBe(relayRestarts);
  });

  it("decides nothing by itself: what a vendor claims and a look denies has no effect", async () => {
    const { setup, hint } = await live();
    const now = setup.clock.now().getTime();
    const times = { observedAt: new Date(now).toISOString(), expiresAt: new Date(now + 60_000).toISOString() };
    const claims = (["PublisherPresent", "RelayRunning", "IngestReceiving"] as const).map((condition) =>
      hint(condition, { evidence: { condition, value: false, reason: "so-they-say", ...times } }),
    );
    await setup.hybrid.handleWebhook(requestOf("fake-relay", claims));
    await setup.clock.advance(90_000);
    expect([setup.relay.calls.count("stopRelay"), setup.relay.calls.count("startRelay")]).toEqual([0, 1]);
    expect((await setup.hybrid.getChannel("show"))?.phase).toBe("live");
    await setup.hybrid.close();
  });

  it("completes the handle of a start whose answer was lost, and asks with it at once", async () => {
    const { setup } = await live();
    const asked: JsonObject[] = [];
    const getRelayStatus = setup.relay.getRelayStatus.bind(setup.relay);
    setup.relay.getRelayStatus = (handle, call) => {
      asked.push(handle.data);
      return getRelayStatus(handle, call);
    };
    await setup.clock.advance(30_000);
    const before = asked.at(-1);
    const vendorRef = String(before?.numbers);
    const handlePatch = { provider: "fake-relay", version: 1, data: { numbers: vendorRef, sessionId: "s-1" } };
    const hint: Hint = { id: "up", provider: "fake-relay", vendorRef, summary: "it runs", handlePatch };
    await setup.hybrid.handleWebhook(requestOf("fake-relay", [hint]));
    await setup.clock.advance(0);
    expect(asked.at(-1)).toEqual({ ...before, sessionId: "s-1" });
    await setup.clock.advance(30_000);
    expect(asked.at(-1)).toEqual({ ...before, sessionId: "s-1" });
    await setup.hybrid.close();
  });

  it("lets evidence expire", async () => {
    const { setup, hint } = await live();
    const past = new Date(setup.clock.now().getTime() - 1).toISOString();
    const evidence = {
      condition: "PublisherPresent" as const,
      value: false,
      reason: "publisher-left",
      observedAt: setup.clock.now().toISOString(),
      expiresAt: past,
    };
    await setup.hybrid.handleWebhook(requestOf("fake-relay", [hint("late", { evidence })]));
    await setup.clock.advance(0);
    expect((await setup.hybrid.getChannel("show"))?.phase).toBe("live");
    await setup.hybrid.close();
  });
});

import type { Hint } from "@hybrid-stream/spec";
import { type FakeRtcSource, fakeRtcSource, fakeWebhook } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { type FakeSetup, fakeSetup, order } from "../../test/fake-setup.js";
import { sharedStore } from "../../test/store-with.js";
import { memoryStore } from "../store/memory-store.js";

function webhook(provider: string, hint: Hint): Request {
  const raw = fakeWebhook(provider, [hint]);
  return new Request(raw.url, { method: "POST", headers: raw.headers, body: Buffer.from(raw.body) });
}

function evidence(setup: FakeSetup, condition: "PublisherPresent" | "IngestReceiving"): NonNullable<Hint["evidence"]> {
  const now = setup.clock.now();
  const times = { observedAt: now.toISOString(), expiresAt: new Date(now.getTime() + 60_000).toISOString() };
  return { condition, value: false, reason: "so-they-say", ...times };
}

const publisherLeft = (setup: FakeSetup, vendorRef: string): Hint => ({
  id: "1",
  provider: "fake-rtc",
  vendorRef,
  summary: "the host has left",
  evidence: evidence(setup, "PublisherPresent"),
});

describe("a webhook of the RTC side", () => {
  it("wakes the channel whose source it names, and the RTC side is asked", async () => {
    const made: FakeRtcSource[] = [];
    const setup = fakeSetup({
      rtc: ({ world }) => {
        const rtc = fakeRtcSource({ world });
        made.push(rtc);
        return rtc;
      },
    });
    await setup.hybrid.startChannel({ ...order(), source: { kind: "agora", channel: "room-7" } });
    await setup.until("live");
    await setup.clock.advance(75_000);
    for (const { calls } of made) calls.clear();
    setup.world.setPublisher("room-7", "absent");
    await setup.hybrid.handleWebhook(webhook("fake-rtc", publisherLeft(setup, "room-7")));
    await setup.clock.advance(2000);
    expect(made.map(({ calls }) => calls.count("observeSource"))).toEqual([1]);
    expect((await setup.hybrid.getChannel("show"))?.phase).toBe("waiting");
  });

  it("that comes in at another instance wakes the owner", async () => {
    const setup = fakeSetup({
      rtc: ({ world }) => fakeRtcSource({ world }),
      store: ({ clock }) => sharedStore(memoryStore({ clock })),
    });
    const store = sharedStore(memoryStore({ clock: setup.clock }));
    const [owner, other] = [setup.boot({ store }), setup.boot({ store })];
    await owner.startChannel(order());
    await setup.clock.runUntil(async () => (await owner.getChannel("show"))?.phase === "live");
    await setup.clock.advance(60_000);
    await other.start();
    await other.handleWebhook(webhook("fake-rtc", publisherLeft(setup, "show")));
    await setup.clock.advance(100);
    expect((await owner.getChannel("show"))?.phase).toBe("waiting");
  });
});

describe("what a verified message tells", () => {
  it("is not forgotten because the vendor does not answer", async () => {
    const setup = fakeSetup();
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(72_500);
    setup.relay.faults.next("getRelayStatus", { error: "vendor-unavailable", times: 100 });
    setup.platform.faults.next("getStreamStatus", { error: "vendor-unavailable", times: 100 });
    const vendorRef = setup.world.runningTasks()[0]?.id ?? "";
    const told = { id: "1", provider: "fake-relay", vendorRef, summary: "no media" };
    const hint = { ...told, evidence: evidence(setup, "IngestReceiving") };
    await setup.hybrid.handleWebhook(webhook("fake-relay", hint));
    await setup.clock.advance(100);
    const before = setup.platform.calls.count("getStreamStatus");
    await setup.clock.advance(10_000);
    expect(setup.platform.calls.count("getStreamStatus")).toBeGreaterThan(before);
    const conditions = (await setup.hybrid.getChannel("show"))?.conditions;
    expect(conditions?.IngestReceiving).toMatchObject({ value: "false", reason: "so-they-say" });
  });
});

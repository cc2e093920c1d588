import type { ErrorCode } from "@hybrid-stream/spec";
import { createFakeWorld, createVirtualClock, fakeRelayProvider, fakeStreamingPlatform } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { fakeSetup, order } from "../../test/fake-setup.js";
import { HybridStreamOrchestrator } from "../hybrid-stream-orchestrator.js";

const always = Number.POSITIVE_INFINITY;
const final = ["unauthorized", "forbidden", "request-rejected", "quota-exhausted"] as const satisfies ErrorCode[];
const passing = ["vendor-unavailable", "network-unreachable", "rate-limited", "timeout", "not-found"] as const;

function twoPlatforms() {
  const clock = createVirtualClock();
  const world = createFakeWorld({ clock });
  const [one, two] = ["one", "two"].map((id) => fakeStreamingPlatform({ id, world }));
  if (!one || !two) throw new Error("unreachable");
  const relay = fakeRelayProvider({ world });
  const hybrid = new HybridStreamOrchestrator({
    namespace: "test",
    relays: [relay],
    platforms: [one, two],
    clock,
    probe: { probe: (url) => world.probe(url), close: () => {} },
  });
  return { clock, world, one, two, relay, hybrid };
}

describe("a platform that refuses for good", () => {
  it.each(final)("is left for the next one: %s", async (error) => {
    const { clock, one, hybrid } = twoPlatforms();
    one.faults.next("createLiveStream", { error, times: always });
    await hybrid.startChannel(order());
    await clock.advance(30_000);
    expect(await hybrid.getChannel("show")).toMatchObject({ phase: "live", streamingPlatform: "two" });
    expect(one.calls.count("createLiveStream")).toBe(1);
    await hybrid.close();
  });

  it.each(final)("fails the channel when it is the last one, and nothing is left: %s", async (error) => {
    const setup = fakeSetup();
    setup.platform.faults.next("createLiveStream", { error, times: always });
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(30_000);
    expect(await setup.hybrid.getChannel("show")).toMatchObject({
      phase: "failed",
      settled: true,
      relayStatus: "error",
      error: { code: error, provider: "fake-platform" },
    });
    expect(setup.events.filter(([name]) => name === "channel:failed")).toHaveLength(1);
    expect(setup.world.runningTasks()).toEqual([]);
    await setup.hybrid.close();
    expect(setup.clock.pendingTimers).toBe(0);
  });
});

describe("a fault that may pass", () => {
  it.each(passing)("never fails a channel: %s at every start and every creation for ten minutes", async (error) => {
    const setup = fakeSetup();
    setup.platform.faults.next("createLiveStream", { error, times: 4 });
    setup.relay.faults.next("startRelay", { error, times: 4 });
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(600_000);
    expect(await setup.hybrid.getChannel("show")).toMatchObject({ phase: "live", error: null });
    expect(setup.world.violations()).toEqual([]);
    await setup.hybrid.close();
  });
});

describe("a relay that refuses for good", () => {
  it.each(final)("fails the channel when it is the only one, and the stream is taken down: %s", async (error) => {
    const setup = fakeSetup();
    setup.relay.faults.next("startRelay", { error, times: always });
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(60_000);
    expect(await setup.hybrid.getChannel("show")).toMatchObject({
      phase: "failed",
      settled: true,
      error: { code: error },
    });
    expect([...setup.world.streams.values()].map(({ state }) => state)).toEqual(["deleted"]);
    expect(setup.relay.calls.count("startRelay")).toBe(1);
    await setup.hybrid.close();
  });

  it("gives way to the one after it in the end", async () => {
    const setup = fakeSetup({ moreRelays: ({ world }) => [fakeRelayProvider({ id: "second", world })] });
    setup.relay.faults.next("startRelay", { error: "unauthorized", times: always });
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(120_000);
    expect(await setup.hybrid.getChannel("show")).toMatchObject({ phase: "live", relay: { provider: "second" } });
    await setup.hybrid.close();
  });

  it("is not asked for a source that it does not take", async () => {
    const setup = fakeSetup({
      relay: ({ world }) => fakeRelayProvider({ world, capabilities: { sources: ["url"] } }),
      moreRelays: ({ world }) => [fakeRelayProvider({ id: "second", world })],
    });
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(30_000);
    expect((await setup.hybrid.getChannel("show"))?.relay?.provider).toBe("second");
    await setup.hybrid.startChannel({ ...order("other"), relays: ["fake-relay"] });
    await setup.clock.advance(30_000);
    expect(await setup.hybrid.getChannel("other")).toMatchObject({
      phase: "failed",
      error: { code: "no-provider", field: "source.kind" },
    });
    await setup.hybrid.close();
  });
});

describe("a key that was changed behind our back", () => {
  it("is not used: the stranger is shut out before the next relay starts", async () => {
    const setup = fakeSetup();
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(90_000);
    const [stream] = setup.world.streams.values();
    if (!stream) throw new Error("no stream");
    // Dies with the old key, so the next start reads another than expected.
    setup.world.change(() => setup.world.newKey(stream, 0));
    await setup.clock.advance(60_000);
    const { story } = await setup.hybrid.explain("show");
    expect(story.some((line) => line.includes("The stream key has changed since it was last read"))).toBe(true);
    expect(await setup.hybrid.getChannel("show")).toMatchObject({ phase: "live", relay: { relayGeneration: 2 } });
    expect(setup.platform.calls.count("rotateStreamKey")).toBe(1);
    expect(setup.world.violations()).toEqual([]);
    await setup.hybrid.close();
  });
});

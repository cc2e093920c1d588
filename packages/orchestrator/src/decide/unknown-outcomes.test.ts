import { HybridStreamError, type StreamingPlatform } from "@hybrid-stream/spec";
import { createFakeWorld, createVirtualClock, fakeRelayProvider, fakeStreamingPlatform } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { type FakeSetup, fakeSetup, order } from "../../test/fake-setup.js";
import { memoryStore } from "../store/memory-store.js";

const always = Number.POSITIVE_INFINITY;
const streams = ({ world }: FakeSetup) => [...world.streams.values()].map(({ platform, state }) => [platform, state]);

describe("a start whose answer was lost", () => {
  it("is not repeated where a second request would make a second relay", async () => {
    const setup = fakeSetup({
      relay: ({ world }) => fakeRelayProvider({ world, checkpoints: false, capabilities: { idempotentStart: false } }),
    });
    setup.relay.faults.next("startRelay", { error: "timeout", effect: "once" });
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(60_000);
    expect((await setup.hybrid.getChannel("show"))?.phase).toBe("live");
    expect(setup.world.violations()).toEqual([]);
    expect(setup.world.runningTasks()).toHaveLength(1);
  });

  it("and whose repetition is refused for good is stopped while another relay carries the channel", async () => {
    const setup = fakeSetup({
      relay: ({ world }) => fakeRelayProvider({ world, survivesDestinationLoss: true }),
      moreRelays: ({ world }) => [fakeRelayProvider({ world, id: "second" })],
    });
    setup.relay.faults.next("startRelay", { error: "timeout", effect: "once" });
    setup.relay.faults.next("startRelay", { error: "quota-exhausted" });
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(120_000);
    expect(setup.world.runningTasks().map(({ provider }) => provider)).toEqual(["second"]);
  });

  it("and whose repetition is refused for good is stopped when that fails the channel", async () => {
    const setup = fakeSetup({ relay: ({ world }) => fakeRelayProvider({ world, survivesDestinationLoss: true }) });
    setup.relay.faults.next("startRelay", { error: "timeout", effect: "once" });
    setup.relay.faults.next("startRelay", { error: "quota-exhausted", times: always });
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(120_000);
    expect(await setup.hybrid.getChannel("show")).toMatchObject({ phase: "failed", settled: true });
    expect(setup.world.tasks.size).toBe(1);
    expect(setup.world.runningTasks()).toEqual([]);
  });

  it("is stopped although the key was changed behind our back meanwhile", async () => {
    const setup = fakeSetup({ relay: ({ world }) => fakeRelayProvider({ world, survivesDestinationLoss: true }) });
    await setup.hybrid.startChannel(order());
    await setup.until("live");
    setup.relay.faults.next("startRelay", { error: "timeout", effect: "once" });
    setup.world.crashTask(setup.world.runningTasks()[0]?.id ?? "");
    await setup.clock.runUntil(() => setup.relay.calls.count("startRelay") === 2);
    for (const stream of setup.world.streams.values()) setup.world.change(() => setup.world.newKey(stream, 0));
    await setup.clock.advance(120_000);
    await setup.hybrid.endChannel("show");
    await setup.clock.advance(120_000);
    expect((await setup.hybrid.getChannel("show"))?.settled).toBe(true);
    expect(setup.world.runningTasks()).toEqual([]);
  });

  it("keeps no failed channel from being settled when it never happened", async () => {
    const setup = fakeSetup({
      relay: ({ world }) => fakeRelayProvider({ world, checkpoints: false, capabilities: { idempotentStart: false } }),
    });
    setup.relay.faults.next("startRelay", { error: "timeout", effect: "none" });
    setup.platform.faults.next("getStreamKey", {});
    setup.platform.faults.next("getStreamKey", { error: "forbidden", times: always });
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(300_000);
    expect(await setup.hybrid.getChannel("show")).toMatchObject({ phase: "failed", settled: true });
  });
});

describe("an end after a start whose answer was lost", () => {
  it("shuts viewers off although the relay's vendor takes no start any more", async () => {
    const setup = fakeSetup({ relay: ({ world }) => fakeRelayProvider({ world, checkpoints: false }) });
    setup.relay.faults.next("startRelay", { error: "timeout", effect: "once" });
    setup.relay.faults.next("startRelay", { error: "vendor-unavailable", times: always });
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(20_000);
    await setup.hybrid.endChannel("show");
    await setup.clock.advance(30_000);
    expect(await setup.hybrid.getChannel("show")).toMatchObject({ phase: "ended", viewersOff: true });
    expect(setup.world.runningTasks()).toEqual([]);
  });

  it("starts nothing in order to find out", async () => {
    const setup = fakeSetup({ relay: ({ world }) => fakeRelayProvider({ world, checkpoints: false }) });
    setup.relay.faults.next("startRelay", { error: "timeout", effect: "none" });
    await setup.hybrid.startChannel(order());
    await setup.clock.runUntil(() => setup.relay.calls.count("startRelay") === 1);
    await setup.hybrid.endChannel("show");
    await setup.clock.advance(60_000);
    expect((await setup.hybrid.getChannel("show"))?.settled).toBe(true);
    expect(setup.world.tasks.size).toBe(0);
  });
});

describe("a stream whose creation's answer was lost", () => {
  it("is ended when its repetition is refused for good, and the next platform carries the channel", async () => {
    const setup = fakeSetup({
      platform: ({ world }) => fakeStreamingPlatform({ world, id: "one" }),
      morePlatforms: ({ world }) => [fakeStreamingPlatform({ world, id: "two" })],
    });
    setup.platform.faults.next("createLiveStream", { error: "timeout", effect: "once" });
    setup.platform.faults.next("createLiveStream", { error: "quota-exhausted" });
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(120_000);
    expect(await setup.hybrid.getChannel("show")).toMatchObject({ phase: "live", streamingPlatform: "two" });
    expect(streams(setup)).toEqual([
      ["one", "deleted"],
      ["two", "open"],
    ]);
  });

  it("is ended when its repetition is refused for good and that fails the channel", async () => {
    const setup = fakeSetup();
    setup.platform.faults.next("createLiveStream", { error: "timeout", effect: "once" });
    setup.platform.faults.next("createLiveStream", { error: "quota-exhausted" });
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(120_000);
    expect(await setup.hybrid.getChannel("show")).toMatchObject({ phase: "failed", settled: true });
    expect(streams(setup)).toEqual([["fake-platform", "deleted"]]);
  });
});

describe("a new session beside the lost creation of the former", () => {
  /** The creation of session 1 is never answered; then session 2 is ordered. The platform cannot be asked by name. */
  async function overtaken(whatThen: "create" | "checkpoint") {
    const clock = createVirtualClock();
    const world = createFakeWorld({ clock });
    const store = memoryStore({ clock });
    const { listLiveStreams, ...platform } = fakeStreamingPlatform({ world });
    const asked: { incarnation: number; resumes: boolean }[] = [];
    const forgetful: StreamingPlatform = {
      ...platform,
      createLiveStream: async (spec, call) => {
        asked.push({ incarnation: call.streamIncarnation, resumes: call.resume !== undefined });
        if (asked.length === 1) throw new HybridStreamError({ code: "timeout", message: "no answer" });
        if (call.streamIncarnation > 1 || whatThen === "create") return platform.createLiveStream(spec, call);
        await call.checkpoint({ provider: platform.id, version: 1, data: { incarnation: 1 } });
        throw new HybridStreamError({ code: "vendor-unavailable", message: "not now" });
      },
    };
    const { hybrid } = fakeSetup({
      options: {
        clock,
        store,
        relays: [fakeRelayProvider({ world })],
        platforms: [forgetful],
        probe: { probe: (url) => world.probe(url), close: () => {} },
        random: () => 0.9,
      },
    });
    await hybrid.startChannel(order());
    await clock.runUntil(() => asked.length === 1);
    await hybrid.endChannel("show");
    await hybrid.startChannel(order());
    await clock.advance(40_000);
    expect(asked.filter(({ incarnation }) => incarnation === 1).length).toBeGreaterThan(1);
    expect(await hybrid.getChannel("show")).toMatchObject({ session: 2, phase: "live" });
    return { clock, world, store, hybrid, asked };
  }

  it("does not repeat the former with the current one's handle, and ends both", async () => {
    const { clock, world, hybrid, asked } = await overtaken("create");
    expect(asked).not.toContainEqual({ incarnation: 1, resumes: true });
    await hybrid.endChannel("show");
    await clock.advance(60_000);
    expect((await hybrid.getChannel("show"))?.settled).toBe(true);
    expect([...world.streams.values()].map(({ state }) => state)).toEqual(["deleted", "deleted"]);
  });

  it("does not take the former's checkpoint for the current one's handle", async () => {
    const { world, store } = await overtaken("checkpoint");
    const [stream] = world.streams.values();
    expect((await store.load("show"))?.state?.stream?.handle?.data).toMatchObject({ streamId: stream?.id });
  });
});

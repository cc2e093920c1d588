import { fakeRelayProvider, fakeStreamingPlatform } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { type FakeSetup, fakeSetup, order } from "../../test/fake-setup.js";

const settled = (setup: FakeSetup) => async () => (await setup.hybrid.getChannel("show"))?.settled === true;

/** Everything is gone at the vendors, and stays so. */
async function expectClean(setup: FakeSetup): Promise<void> {
  expect(await setup.clock.runUntil(settled(setup))).toBe(true);
  const end = async () => {
    expect(setup.world.runningTasks()).toEqual([]);
    for (const stream of setup.world.streams.values()) expect(stream.state).toBe("deleted");
    expect(setup.world.violations()).toEqual([]);
    expect(await setup.hybrid.getChannel("show")).toMatchObject({ phase: "ended", viewersOff: true });
  };
  await end();
  const requests = setup.relay.calls.entries.length + setup.platform.calls.entries.length;
  await setup.clock.advance(3_600_000);
  await end();
  expect(setup.relay.calls.entries.length + setup.platform.calls.entries.length).toBe(requests);
  await setup.hybrid.close();
  expect(setup.clock.pendingTimers).toBe(0);
}

describe("an end while the answer is lost", () => {
  it.each([true, false])("to the creation of the stream (checkpoints: %s)", async (checkpoints) => {
    const setup = fakeSetup({ platform: ({ world }) => fakeStreamingPlatform({ world, checkpoints }) });
    setup.platform.faults.next("createLiveStream", { error: "timeout", effect: "once" });
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(10);
    expect(setup.world.streams.size).toBe(1);
    await setup.hybrid.endChannel("show");
    await expectClean(setup);
  });

  it.each([
    [true, true],
    [false, true],
    [true, false],
  ])("to the start of the relay (checkpoints: %s, idempotent: %s)", async (checkpoints, idempotentStart) => {
    const setup = fakeSetup({
      relay: ({ world }) => fakeRelayProvider({ world, checkpoints, capabilities: { idempotentStart } }),
    });
    setup.relay.faults.next("startRelay", { error: "timeout", effect: "once", times: 1 });
    await setup.hybrid.startChannel(order());
    expect(await setup.clock.runUntil(() => setup.world.runningTasks().length === 1)).toBe(true);
    await setup.hybrid.endChannel("show");
    await expectClean(setup);
  });

  it("to a start that never reached anybody", async () => {
    const setup = fakeSetup();
    setup.relay.faults.next("startRelay", { error: "connection-lost", times: 1 });
    await setup.hybrid.startChannel(order());
    expect(await setup.clock.runUntil(() => setup.relay.calls.count("startRelay") === 1)).toBe(true);
    await setup.hybrid.endChannel("show");
    await expectClean(setup);
  });
});

describe("an end whose steps fail", () => {
  it("asks to stop the relay until it is proven gone", async () => {
    const setup = fakeSetup();
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(10_000);
    setup.relay.faults.next("stopRelay", { error: "vendor-unavailable", times: 5 });
    setup.platform.faults.next("endLiveStream", { error: "timeout", times: 5 });
    await setup.hybrid.endChannel("show");
    await setup.clock.advance(3000);
    expect(await setup.hybrid.getChannel("show")).toMatchObject({ phase: "draining", settled: false });
    await expectClean(setup);
    expect(setup.relay.calls.count("stopRelay")).toBe(6);
  });

  it("looks at a relay again that its vendor does not know but may be moving", async () => {
    const setup = fakeSetup({
      relay: ({ world }) => fakeRelayProvider({ world, capabilities: { absenceProofSeconds: 90 } }),
    });
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(20_000);
    setup.world.migrateTask(setup.world.runningTasks()[0]?.id ?? "", 60);
    await setup.hybrid.endChannel("show");
    await setup.clock.advance(50_000);
    expect((await setup.hybrid.getChannel("show"))?.phase).toBe("draining");
    await expectClean(setup);
  });

  it("shuts viewers off before every vendor has confirmed, and says which is which", async () => {
    const setup = fakeSetup({ platform: ({ world }) => fakeStreamingPlatform({ world, endDelaySeconds: 20 }) });
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(20_000);
    const ending = setup.hybrid.endChannel("show", { waitUntil: "viewers-off" });
    await setup.clock.advance(5000);
    expect(await ending).toMatchObject({ phase: "draining", viewersOff: true, settled: false });
    const [stream] = setup.world.streams.values();
    expect(stream?.keys.every(({ deadAt }) => deadAt !== null)).toBe(true);
    await expectClean(setup);
    const names = setup.events.map(([name]) => name);
    expect(names.indexOf("channel:ended")).toBeGreaterThan(names.indexOf("channel:viewers-off"));
  });
});

describe("a new session", () => {
  it("goes live while the one before it drains, and that one is still taken down", async () => {
    const setup = fakeSetup({
      relay: ({ world }) => fakeRelayProvider({ world, stopDelaySeconds: 30 }),
      platform: ({ world }) => fakeStreamingPlatform({ world, endDelaySeconds: 30 }),
    });
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(20_000);
    const first = setup.world.runningTasks()[0]?.id;
    await setup.hybrid.endChannel("show");
    await setup.clock.advance(2000);
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(20_000);
    expect(await setup.hybrid.getChannel("show")).toMatchObject({ session: 2, phase: "live" });
    await setup.clock.advance(90_000);
    expect(setup.world.runningTasks().map(({ id }) => id)).not.toContain(first);
    expect([...setup.world.streams.values()].map(({ state }) => state)).toEqual(["deleted", "open"]);
    expect(setup.world.violations()).toEqual([]);
    await setup.hybrid.endChannel("show");
    await expectClean(setup);
  });

  it("uses a stream again that was kept for reuse, with a key that nobody held before", async () => {
    const setup = fakeSetup();
    const again = { ...order(), end: { disposition: "reuse", recording: "keep" } } as const;
    await setup.hybrid.startChannel(again);
    await setup.clock.advance(20_000);
    const before = await setup.hybrid.getChannel("show");
    await setup.hybrid.endChannel("show");
    expect(await setup.clock.runUntil(settled(setup))).toBe(true);
    await setup.hybrid.startChannel(again);
    await setup.clock.advance(20_000);
    const after = await setup.hybrid.getChannel("show");
    expect(after).toMatchObject({ session: 2, phase: "live" });
    expect(after?.streamKeyId).not.toBe(before?.streamKeyId);
    expect(after?.relay?.relayGeneration).toBeGreaterThan(before?.relay?.relayGeneration ?? 0);
    expect(setup.world.streams.size).toBe(1);
    expect(setup.world.violations()).toEqual([]);
    await setup.hybrid.close();
  });
});

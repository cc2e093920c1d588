import type { PlatformCapabilities, RelayCapabilities } from "@hybrid-stream/spec";
import { fakeRelayProvider, fakeRtcSource, fakeStreamingPlatform } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { type FakeSetup, fakeSetup, order } from "../../test/fake-setup.js";

async function until(setup: FakeSetup, phase: string): Promise<void> {
  const arrived = async () => (await setup.hybrid.getChannel("show"))?.phase === phase;
  expect(await setup.clock.runUntil(arrived), `never ${phase}`).toBe(true);
}

async function live(
  make: {
    relay?: Partial<RelayCapabilities>;
    platform?: Partial<PlatformCapabilities>;
    stopDelaySeconds?: number;
    rtc?: boolean;
    /** Seconds of health before the test begins. */
    healthy?: number;
  } = {},
): Promise<FakeSetup> {
  const { stopDelaySeconds = 0 } = make;
  const setup = fakeSetup({
    relay: ({ world }) => fakeRelayProvider({ world, stopDelaySeconds, capabilities: { ...make.relay } }),
    platform: ({ world }) => fakeStreamingPlatform({ world, capabilities: { ...make.platform } }),
    ...(make.rtc && { rtc: ({ world }) => fakeRtcSource({ world }) }),
  });
  await setup.hybrid.startChannel(order());
  await until(setup, "live");
  await setup.clock.advance((make.healthy ?? 70) * 1000);
  return setup;
}

const taskId = (setup: FakeSetup): string => setup.world.runningTasks()[0]?.id ?? "";
const kinds = (setup: FakeSetup, from: number): string[] => setup.world.history.slice(from).map(({ kind }) => kind);

describe("a relay that died", () => {
  it("is the same relay again at once: generation kept, attempt raised, no fence", async () => {
    const setup = await live();
    const crashedAt = setup.clock.monotonic();
    setup.world.crashTask(taskId(setup));
    const started = () => setup.relay.calls.count("startRelay") === 2;
    expect(await setup.clock.runUntil(started)).toBe(true);
    expect(setup.clock.monotonic() - crashedAt).toBeLessThanOrEqual(20_000);
    await until(setup, "live");
    expect((await setup.hybrid.getChannel("show"))?.relay).toMatchObject({ relayGeneration: 1, relayAttempt: 2 });
    expect(setup.platform.calls.count("rotateStreamKey")).toBe(0);
  });

  it("is replaced after two restarts in a row that did not help: fence first, then a higher generation", async () => {
    const setup = await live({ healthy: 5 });
    for (const generation of [1, 1, 2]) {
      const starts = setup.relay.calls.count("startRelay");
      const from = setup.world.history.length;
      setup.world.crashTask(taskId(setup));
      expect(await setup.clock.runUntil(() => setup.relay.calls.count("startRelay") > starts)).toBe(true);
      await setup.clock.advance(1000);
      expect((await setup.hybrid.getChannel("show"))?.relay?.relayGeneration).toBe(generation);
      const rotated = kinds(setup, from).indexOf("key-rotated");
      if (generation === 2) expect(kinds(setup, from).indexOf("task-created")).toBeGreaterThan(rotated);
      expect(rotated >= 0).toBe(generation === 2);
    }
    expect(setup.world.violations()).toEqual([]);
  });

  it("is not taken for dead while its vendor may be moving it", async () => {
    const setup = await live({ relay: { absenceProofSeconds: 90 } });
    setup.world.migrateTask(taskId(setup), 80);
    await setup.clock.advance(100_000);
    expect(setup.relay.calls.count("startRelay")).toBe(1);
    expect(setup.relay.calls.count("stopRelay")).toBe(0);
    setup.world.migrateTask(taskId(setup), 10_000);
    setup.world.stallTask(taskId(setup));
    await setup.clock.advance(60_000);
    expect((await setup.hybrid.getChannel("show"))?.relay?.relayGeneration).toBe(2);
    expect(setup.world.violations()).toEqual([]);
  });
});

describe("a replacement", () => {
  it("rotates the key where the platform can", async () => {
    const setup = await live({ stopDelaySeconds: 30 });
    setup.world.stallTask(taskId(setup));
    await setup.clock.advance(60_000);
    expect(setup.platform.calls.count("rotateStreamKey")).toBe(1);
    expect((await setup.hybrid.getChannel("show"))?.relay).toMatchObject({ relayGeneration: 2, relayAttempt: 1 });
    expect(setup.world.violations()).toEqual([]);
  });

  it("takes over by its number where the platform lets the higher one win", async () => {
    const setup = await live({ stopDelaySeconds: 30, platform: { fence: "takeover" } });
    setup.world.stallTask(taskId(setup));
    await setup.clock.advance(60_000);
    expect((await setup.hybrid.getChannel("show"))?.relay?.relayGeneration).toBe(2);
    expect(setup.world.violations()).toEqual([]);
    await until(setup, "live");
  });

  it("waits for the proven end where the platform has no fence", async () => {
    const setup = await live({ stopDelaySeconds: 40, platform: { fence: "stop-first" } });
    const from = setup.world.history.length;
    setup.world.stallTask(taskId(setup));
    await setup.clock.advance(120_000);
    const story = kinds(setup, from);
    expect(story.indexOf("task-created")).toBeGreaterThan(story.indexOf("task-ended"));
    expect(story.indexOf("task-ended")).toBeGreaterThanOrEqual(0);
    expect(setup.world.violations()).toEqual([]);
    await until(setup, "live");
  });

  it("lets the fence take its time before the next one starts", async () => {
    const setup = await live({ stopDelaySeconds: 60, platform: { fenceDelaySeconds: 8 } });
    setup.world.stallTask(taskId(setup));
    await setup.clock.advance(90_000);
    const rotated = setup.world.history.findLast(({ kind }) => kind === "key-rotated")?.at ?? 0;
    const created = setup.world.history.findLast(({ kind }) => kind === "task-created")?.at ?? 0;
    expect(created - rotated).toBeGreaterThanOrEqual(8000);
    expect(setup.world.violations()).toEqual([]);
  });
});

describe("an absent publisher", () => {
  it("is waited for: the relay is held for a minute, then stopped, and started when the publisher is back", async () => {
    const setup = await live({ rtc: true });
    setup.world.setPublisher("show", "absent");
    await until(setup, "waiting");
    await setup.clock.advance(40_000);
    expect(setup.relay.calls.count("stopRelay")).toBe(0);
    await setup.clock.advance(40_000);
    expect(setup.world.runningTasks()).toEqual([]);
    const starts = setup.relay.calls.count("startRelay");
    await setup.clock.advance(600_000);
    expect((await setup.hybrid.getChannel("show"))?.phase).toBe("waiting");
    expect(setup.relay.calls.count("startRelay")).toBe(starts);
    setup.world.setPublisher("show", "present");
    await until(setup, "live");
    expect(setup.relay.calls.count("startRelay")).toBe(starts + 1);
    expect(setup.world.violations()).toEqual([]);
  });

  it("of a source that has come to its end is waited for for ever, without another start", async () => {
    const setup = fakeSetup({
      relay: ({ world }) => {
        const relay = fakeRelayProvider({ world });
        return {
          ...relay,
          getRelayStatus: async (handle, call) => {
            const status = await relay.getRelayStatus(handle, call);
            return status.state === "stopped" ? { ...status, sourceExhausted: true } : status;
          },
        };
      },
    });
    await setup.hybrid.startChannel({ channelId: "show", mode: "hybrid", source: { kind: "file", path: "/show.mp4" } });
    await until(setup, "live");
    setup.world.stopTask(setup.world.task(taskId(setup)));
    await until(setup, "waiting");
    await setup.clock.advance(3_600_000);
    expect(setup.relay.calls.count("startRelay")).toBe(1);
    expect((await setup.hybrid.getChannel("show"))?.phaseReason).toBe("source-ended");
  });
});

describe("effort", () => {
  it("is bounded: at most six starts in five minutes of crashes, and it goes on after that", async () => {
    const setup = await live();
    const decided: number[] = [];
    for (let second = 0; second < 900; second += 1) {
      for (const { id } of setup.world.runningTasks()) setup.world.crashTask(id);
      await setup.clock.advance(1000);
    }
    const { entries } = await setup.hybrid.explain("show", { limit: 10_000 });
    for (const { kind, message, at } of entries) {
      if (kind === "effect" && message.endsWith("start-relay.")) decided.push(Date.parse(at));
    }
    const within = decided.map((at) => decided.filter((other) => other >= at && other < at + 300_000).length);
    expect(Math.max(...within)).toBe(6);
    expect(decided.length).toBeGreaterThan(9);
  });

  it("honours the vendor's own pause", async () => {
    const setup = fakeSetup({ options: { random: () => 0 } });
    setup.relay.faults.next("startRelay", { error: "rate-limited", retryAfterMs: 42_000 });
    setup.platform.faults.next("createLiveStream", { error: "rate-limited", retryAfterMs: 17_000 });
    await setup.hybrid.startChannel(order());
    await until(setup, "live");
    const times = (operation: string, calls: FakeSetup["relay"]["calls"]) =>
      calls.entries.filter((entry) => entry.operation === operation).map(({ at }) => at);
    expect(times("createLiveStream", setup.platform.calls)).toEqual([0, 17_000]);
    const [first = 0, second = 0] = times("startRelay", setup.relay.calls);
    expect(second - first).toBe(42_000);
  });

  it.each([
    [0, 1000, 1000],
    [0.999_999, 1000, 60_000],
  ])("pauses between a second and a minute (random %f)", async (random, least, most) => {
    const setup = fakeSetup({ options: { random: () => random } });
    setup.relay.faults.next("startRelay", { error: "vendor-unavailable", times: 12 });
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(900_000);
    const at = setup.relay.calls.entries.filter(({ operation }) => operation === "startRelay").map((call) => call.at);
    // Then the budget of starts is spent, and the pause is that of the budget.
    const pauses = at.slice(1, 6).map((time, index) => time - (at[index] ?? 0));
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(least);
    expect(Math.max(...pauses)).toBe(most);
  });
});

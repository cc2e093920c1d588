import { Secret } from "@hybrid-stream/spec";
import { describe, expect, it } from "vitest";
import { scene } from "../test/scene.js";
import { effectContext } from "./effect-context.js";
import { fakeRtcSource } from "./fake-rtc-source.js";
import { createFakeWorld } from "./fake-world.js";
import { createVirtualClock } from "./virtual-clock.js";

describe("media", () => {
  it("reaches viewers only while a relay delivers and the publisher is there", async () => {
    const { clock, world, start, last, ingest } = await scene();
    expect([await last(), await ingest()]).toEqual([null, "idle"]);
    await start();
    await clock.advance(7000);
    expect([await last(), await ingest()]).toEqual([2, "receiving"]);
    world.setPublisher("room", "absent");
    await clock.advance(10_000);
    expect([await last(), await ingest()]).toEqual([2, "interrupted"]);
    world.setPublisher("room", "present");
    await clock.advance(4000);
    expect([await last(), await ingest()]).toEqual([4, "receiving"]);
  });

  it("keeps the sequence growing while the window fills and after it", async () => {
    const { clock, start, platform, stream } = await scene();
    await start();
    await clock.advance(21_000);
    const { url } = await platform.getPlaybackUrl(stream, { purpose: "view" });
    expect(await platform.probe(url)).toMatchObject({
      state: "playing",
      lastSegment: 9,
      mediaSequence: 4,
      segmentCount: 6,
      targetDurationSeconds: 2,
    });
  });

  it("stands still in a silent stall although the task says that it runs", async () => {
    const { clock, world, start, last, state, relay } = await scene();
    const handle = await start();
    await clock.advance(5000);
    world.stallTask(relay.taskOf(handle)?.id ?? "");
    await clock.advance(10_000);
    expect([await last(), await state(handle)]).toEqual([1, "running"]);
  });

  it("is a new broadcast only after a gap longer than the continuity window", async () => {
    const { clock, world, start, platform, stream } = await scene();
    await start();
    const broadcast = async () => (await platform.getStreamStatus(stream, effectContext())).broadcastId;
    await clock.advance(5000);
    const first = await broadcast();
    const gap = async (ms: number): Promise<void> => {
      world.setPublisher("room", "absent");
      await clock.advance(ms);
      world.setPublisher("room", "present");
    };
    await gap(20_000);
    expect(await broadcast()).toBe(first);
    await gap(40_000);
    expect(await broadcast()).not.toBe(first);
  });
});

describe("relays", () => {
  it("are the same for the same numbers, and another for a new attempt", async () => {
    const { world, start } = await scene();
    await start();
    await start();
    expect(world.runningTasks()).toHaveLength(1);
    await start({ relayAttempt: 2 });
    expect(world.runningTasks()).toHaveLength(2);
  });

  it("exist after a lost answer, and are found by a repeated start", async () => {
    const { world, relay, start } = await scene();
    relay.faults.next("startRelay", { error: "timeout", effect: "once" });
    await expect(start()).rejects.toMatchObject({ code: "timeout", retry: "after-verify", provider: "fake-relay" });
    expect(world.runningTasks()).toHaveLength(1);
    await start();
    expect(world.runningTasks()).toHaveLength(1);
    expect(relay.calls.count("startRelay", "testkit-channel")).toBe(2);
    expect(relay.calls.entries.map((entry) => entry.outcome)).toEqual(["failed", "answered"]);
  });

  it("answer late without acting late", async () => {
    const { clock, world, relay, start } = await scene();
    relay.faults.next("startRelay", { delayMs: 5000 });
    let answered = false;
    const starting = start().then(() => {
      answered = true;
    });
    await clock.advance(4000);
    expect([world.runningTasks().length, answered]).toEqual([1, false]);
    await clock.advance(1000);
    await starting;
  });

  it("fail as often as they were told to, and heal", async () => {
    const { relay, start } = await scene();
    relay.faults.next("startRelay", { error: "rate-limited", times: 2, retryAfterMs: 3000 });
    await expect(start()).rejects.toMatchObject({ code: "rate-limited", retryAfterMs: 3000 });
    await expect(start()).rejects.toMatchObject({ code: "rate-limited" });
    await start();
    relay.faults.next("*", { error: "vendor-unavailable", times: Number.POSITIVE_INFINITY });
    await expect(start()).rejects.toMatchObject({ code: "vendor-unavailable" });
    relay.faults.heal();
    await start();
  });

  it("are absent while the vendor moves them, and stopping them proves nothing yet", async () => {
    const { clock, world, relay, start, state } = await scene({ relay: { capabilities: { absenceProofSeconds: 30 } } });
    const handle = await start();
    await clock.advance(2000);
    world.migrateTask(relay.taskOf(handle)?.id ?? "", 10);
    expect(await state(handle)).toBe("absent");
    expect(await relay.stopRelay(handle, effectContext())).toEqual({ outcome: "unproven", provableAfterMs: 30_000 });
    await clock.advance(10_000);
    expect(await state(handle)).toBe("running");
    expect((await relay.stopRelay(handle, effectContext())).outcome).toBe("accepted");
    await clock.advance(30_000);
    expect(await relay.stopRelay(handle, effectContext())).toEqual({ outcome: "proven", provableAfterMs: 0 });
  });

  it("deliver on until a late stop takes effect", async () => {
    const { clock, world, relay, start, last } = await scene({ relay: { stopDelaySeconds: 6 } });
    const handle = await start();
    await clock.advance(5000);
    expect(await relay.stopRelay(handle, effectContext())).toEqual({ outcome: "accepted", provableAfterMs: 6000 });
    await clock.advance(8000);
    expect([world.runningTasks().length, await last()]).toEqual([0, 4]);
  });

  it("die with their process only when they live in it", async () => {
    const { world, start, state } = await scene({ relay: { capabilities: { locality: "process" } } });
    const handle = await start();
    world.killInstance("testkit-instance");
    expect(await state(handle)).toBe("failed");
  });

  it("are listed by namespace", async () => {
    const { relay, start } = await scene();
    await start();
    const count = async (namespace: string): Promise<number> => {
      let found = 0;
      for await (const _ of relay.listRelays(effectContext({ namespace }))) found += 1;
      return found;
    };
    expect([await count("testkit"), await count("production")]).toEqual([1, 0]);
  });
});

it("lets a seller's encoder publish", async () => {
  const { clock, world, platform, stream, last } = await scene();
  world.publish(await platform.getStreamKey(stream, effectContext()));
  await clock.advance(4000);
  expect(await last()).toBe(1);
  const wrong = world.publish({ url: "rtmps://nowhere.invalid/live", streamKey: new Secret("no"), keyId: "no" });
  expect(wrong).toMatchObject({ state: "failed", errorCode: "stream-key-rejected" });
});

it("refuses publishers and hides playlists during an outage", async () => {
  const { clock, world, platform, stream, start, ingest } = await scene();
  await start();
  await clock.advance(5000);
  world.setPlatformOutage("fake-platform", { ingest: true, playlists: true });
  const { url } = await platform.getPlaybackUrl(stream, { purpose: "probe" });
  expect([await ingest(), (await platform.probe(url)).state]).toEqual(["refused", "unreachable"]);
  expect(world.runningTasks()).toEqual([]);
});

it("shows the publisher's presence on the RTC side, or fails as told", async () => {
  const world = createFakeWorld({ clock: createVirtualClock() });
  const rtc = fakeRtcSource({ world });
  const source = { kind: "agora", channel: "room" } as const;
  expect(await rtc.observeSource(source, effectContext())).toMatchObject({ publisher: "present", hosts: [{ uid: 1 }] });
  world.setPublisher("room", "absent");
  rtc.audience.set("room", 7);
  expect(await rtc.observeSource(source, effectContext())).toMatchObject({
    publisher: "absent",
    hosts: [],
    audience: { value: 7 },
  });
  rtc.faults.next("observeSource", { error: "unauthorized" });
  await expect(rtc.observeSource(source, effectContext())).rejects.toMatchObject({ code: "unauthorized" });
});

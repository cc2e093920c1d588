import { describe, expect, it } from "vitest";
import { scene } from "../test/scene.js";
import { effectContext } from "./effect-context.js";
import { fakeStreamingPlatform } from "./fake-streaming-platform.js";

describe("keys", () => {
  it("cut the old publisher after the fence delay, and refuse it from then on", async () => {
    const { clock, platform, stream, start, state, relay, specFor } = await scene({
      platform: { capabilities: { fenceDelaySeconds: 5 } },
    });
    const old = await platform.getStreamKey(stream, effectContext());
    const handle = await start();
    await clock.advance(3000);
    const fresh = await platform.rotateStreamKey?.(stream, effectContext());
    expect(fresh?.keyId).not.toBe(old.keyId);
    await clock.advance(4999);
    expect(await state(handle)).toBe("running");
    await clock.advance(1);
    expect(await state(handle)).toBe("failed");
    const late = await relay.startRelay(specFor(old), effectContext({ relayAttempt: 2 }));
    await clock.advance(2000);
    expect((await relay.getRelayStatus(late, effectContext())).error?.code).toBe("stream-key-rejected");
  });

  it("let a later generation take over where that is the fence", async () => {
    const { clock, world, platform, start, state } = await scene({ platform: { capabilities: { fence: "takeover" } } });
    expect(platform.rotateStreamKey).toBeUndefined();
    const first = await start();
    await clock.advance(2000);
    const second = await start({ relayGeneration: 2 });
    await clock.advance(2000);
    expect([await state(first), await state(second)]).toEqual(["failed", "running"]);
    expect(world.violations()).toEqual([]);
  });

  it("die with the end of a stream, which plays no more after a retire", async () => {
    const { clock, platform, stream, start, state } = await scene({ platform: { endDelaySeconds: 3 } });
    const handle = await start();
    await clock.advance(5000);
    const end = { disposition: "retire", recording: "delete" } as const;
    expect(await platform.endLiveStream(stream, end, effectContext())).toMatchObject({ state: "ending" });
    expect(await state(handle)).toBe("failed");
    await clock.advance(3000);
    expect(await platform.endLiveStream(stream, end, effectContext())).toMatchObject({ state: "ended" });
    expect(await platform.getStreamStatus(stream, effectContext())).toMatchObject({ exists: false });
  });
});

describe("violations", () => {
  it("names two publishers on one stream, with when", async () => {
    const { clock, world, start, relay } = await scene({ relay: { startupSeconds: 0 } });
    await start();
    await clock.advance(3000);
    const second = await start({ relayGeneration: 2 });
    await clock.advance(2000);
    expect(world.violations()).toMatchObject([{ kind: "double-writer", from: 3000, to: null }]);
    await relay.stopRelay(second, effectContext());
    expect(world.violations()).toMatchObject([{ kind: "double-writer", taskIds: ["task-1", "task-2"], to: 5000 }]);
  });

  it("is silent about a handover that fences first", async () => {
    const { clock, world, platform, stream, start } = await scene();
    await start();
    await clock.advance(3000);
    await platform.rotateStreamKey?.(stream, effectContext());
    await start({ relayGeneration: 2 });
    await clock.advance(3000);
    expect(world.violations()).toEqual([]);
  });

  it("names a request that was repeated blindly, where starts are not idempotent", async () => {
    const { clock, world, relay, start } = await scene({ relay: { capabilities: { idempotentStart: false } } });
    relay.faults.next("startRelay", { effect: "twice" });
    await start();
    await clock.advance(1);
    expect(world.violations().map((violation) => violation.kind)).toContain("duplicate-task");
  });

  it("names tasks that nobody owns", async () => {
    const { world, start } = await scene();
    await start();
    expect(world.violations({ isOwned: () => true })).toEqual([]);
    expect(world.violations({ isOwned: () => false })).toMatchObject([{ kind: "orphan-task", taskIds: ["task-1"] }]);
  });
});

describe("streams", () => {
  const streamSpec = { access: "public", recording: false, latency: "standard", continuityWindowSeconds: 30 } as const;

  it("end a broadcast at the longest session, and begin another when the relay comes back", async () => {
    const { clock, world, platform, stream, start, state } = await scene({
      platform: { capabilities: { maxSessionSeconds: 60 } },
    });
    const handle = await start();
    const broadcast = async () => (await platform.getStreamStatus(stream, effectContext())).broadcastId;
    await clock.advance(60_999);
    const first = await broadcast();
    expect([first, await state(handle)]).toEqual([expect.stringContaining("broadcast-1"), "running"]);
    await clock.advance(1);
    expect([await broadcast(), await state(handle)]).toEqual([null, "failed"]);
    await start({ relayAttempt: 2 });
    await clock.advance(2000);
    expect(await broadcast()).toContain("broadcast-2");
    expect(world.violations()).toEqual([]);
  });

  it("give no key while they end, and a new one when they are used again", async () => {
    const { clock, platform, stream } = await scene({ platform: { endDelaySeconds: 3 } });
    const old = await platform.getStreamKey(stream, effectContext());
    const end = { disposition: "reuse", recording: "keep" } as const;
    expect(await platform.endLiveStream(stream, end, effectContext())).toMatchObject({
      state: "ending",
      viewersOff: true,
    });
    await expect(platform.getStreamKey(stream, effectContext())).rejects.toMatchObject({ code: "conflict" });
    await clock.advance(3000);
    expect(await platform.endLiveStream(stream, end, effectContext())).toMatchObject({ state: "ended" });
    expect((await platform.getStreamKey(stream, effectContext())).keyId).not.toBe(old.keyId);
  });

  it("are made anew after they were retired", async () => {
    const { platform, stream } = await scene();
    await platform.endLiveStream(stream, { disposition: "retire", recording: "keep" }, effectContext());
    const { handle } = await platform.createLiveStream(streamSpec, effectContext());
    expect(handle).not.toEqual(stream);
    expect(await platform.getStreamStatus(handle, effectContext())).toMatchObject({ exists: true });
  });

  it("share an outage of their platform that began before them", async () => {
    const { world } = await scene();
    const platform = fakeStreamingPlatform({ id: "second", world });
    world.setPlatformOutage("second", { ingest: true, playlists: true });
    const { handle } = await platform.createLiveStream(streamSpec, effectContext());
    expect(await platform.getStreamStatus(handle, effectContext())).toMatchObject({ ingest: "refused" });
    const { url } = await platform.getPlaybackUrl(handle, { purpose: "probe" });
    expect(await world.probe(url)).toMatchObject({ state: "unreachable", error: { code: "network-unreachable" } });
    world.setPlatformOutage("second", { ingest: false });
    expect(await world.probe(url)).toMatchObject({ state: "not-yet", status: 404 });
  });

  it("have room for so many, and say so", async () => {
    const { world } = await scene();
    const platform = fakeStreamingPlatform({ id: "small", world, capabilities: { maxConcurrent: 1 } });
    await platform.createLiveStream(streamSpec, effectContext());
    await expect(platform.createLiveStream(streamSpec, effectContext({ channelId: "another" }))).rejects.toMatchObject({
      code: "quota-exhausted",
      provider: "small",
    });
  });

  it("keep a publisher waiting while they hold the session of one that dropped", async () => {
    const { clock, world, platform, stream } = await scene({ platform: { sessionHoldSeconds: 10 } });
    const key = await platform.getStreamKey(stream, effectContext());
    world.stopTask(world.publish(key));
    await clock.advance(9999);
    expect(world.publish(key)).toMatchObject({ state: "failed", errorCode: "destination-refused" });
    await clock.advance(1);
    const late = world.publish(key);
    expect(late.state).toBe("running");
    const ended = world.whenEnded(late);
    world.stopTask(late);
    await ended;
  });
});

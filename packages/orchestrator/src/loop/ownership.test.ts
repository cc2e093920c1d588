import type { ChannelStore } from "@hybrid-stream/spec";
import { createFakeWorld, createVirtualClock, fakeRelayProvider, fakeStreamingPlatform } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { order } from "../../test/fake-setup.js";
import { type MortalStore, mortalStore } from "../../test/mortal-store.js";
import { HybridStreamOrchestrator } from "../hybrid-stream-orchestrator.js";
import { memoryStore } from "../store/memory-store.js";

/** Any number of instances on one store and one world. */
function fleet(
  options: { locality?: "cloud" | "process"; latencyMs?: number; wrap?: (store: ChannelStore) => ChannelStore } = {},
) {
  const clock = createVirtualClock();
  const world = createFakeWorld({ clock });
  const store = memoryStore({ clock });
  const platform = fakeStreamingPlatform({ world });
  const { locality = "cloud", latencyMs = 0 } = options;
  const relay = fakeRelayProvider({ world, latencyMs, capabilities: { locality } });
  const boot = (): { hybrid: HybridStreamOrchestrator; view: MortalStore } => {
    const view = mortalStore(options.wrap?.(store) ?? store);
    const probe = { probe: (url: string) => platform.probe(url), close: () => {} };
    const parts = { relays: [relay], platforms: [platform], store: view.store, clock, probe };
    return { view, hybrid: new HybridStreamOrchestrator({ namespace: "test", ...parts }) };
  };
  const phase = async (channelId = "show") => (await store.load(channelId))?.state?.phase;
  const until = async (wanted: string) => {
    expect(await clock.runUntil(async () => (await phase()) === wanted), `never ${wanted}`).toBe(true);
  };
  return { clock, world, store, platform, relay, boot, phase, until };
}

/** Counts the calls of one method. */
function counting(method: keyof ChannelStore, counts: { count: number }) {
  return (store: ChannelStore): ChannelStore =>
    new Proxy(store, {
      get(target, property) {
        const member: unknown = Reflect.get(target, property);
        if (typeof member !== "function") return member;
        return (...args: unknown[]) => {
          if (property === method) counts.count += 1;
          return member.apply(target, args);
        };
      },
    });
}

describe("two instances on one store", () => {
  it("act once: one owns a channel, the other leaves it alone", async () => {
    const { clock, world, relay, platform, boot, store, until } = fleet();
    const [one, two] = [boot(), boot()];
    await Promise.all([one.hybrid.start(), two.hybrid.start()]);
    await one.hybrid.startChannel(order());
    await two.hybrid.startChannel(order());
    await until("live");
    const owner = (await store.load("show"))?.owner;
    await clock.advance(120_000);
    expect((await store.load("show"))?.owner).toEqual(owner);
    expect([relay.calls.count("startRelay"), platform.calls.count("createLiveStream")]).toEqual([1, 1]);
    expect(world.violations()).toEqual([]);
    await two.hybrid.endChannel("show");
    await until("ended");
    expect(relay.calls.count("stopRelay")).toBe(1);
  });

  it("hand a killed one's channels over within 25 s; a healthy cloud relay is adopted without a touch", async () => {
    const { clock, relay, platform, boot, store, world, until } = fleet();
    const [one, two] = [boot(), boot()];
    await one.hybrid.startChannel(order());
    await until("live");
    await two.hybrid.start();
    const before = await store.load("show");
    const effects = () => [
      ...relay.calls.entries.filter(({ operation }) => operation !== "getRelayStatus"),
      ...platform.calls.entries.filter(({ operation }) => operation !== "getStreamStatus"),
    ];
    const asked = effects().length;
    one.view.kill();
    const owned = async () => two.view.instanceIds.has((await store.load("show"))?.owner?.instanceId ?? "");
    expect(await clock.runUntil(owned, { limitMs: 25_000 })).toBe(true);
    await clock.advance(120_000);
    const after = await store.load("show");
    expect(after?.state?.relay).toMatchObject({ handle: before?.state?.relay?.handle, generation: 1, attempt: 1 });
    expect(after?.state?.phase).toBe("live");
    expect(effects().length).toBe(asked);
    expect(world.violations()).toEqual([]);
  });

  it("replace the relay that lived in the killed process: fence, then a higher generation", async () => {
    const { clock, world, platform, boot, store, until } = fleet({ locality: "process" });
    const [one, two] = [boot(), boot()];
    await one.hybrid.startChannel(order());
    await until("live");
    await two.hybrid.start();
    one.view.kill();
    await clock.advance(30_000);
    expect((await store.load("show"))?.state?.relay).toMatchObject({ generation: 2, attempt: 1 });
    expect(platform.calls.count("rotateStreamKey")).toBe(1);
    expect(world.violations()).toEqual([]);
    await until("live");
    expect(world.runningTasks()).toHaveLength(1);
  });

  it("hand over at once when one closes", async () => {
    const { clock, relay, boot, store, until } = fleet();
    const [one, two] = [boot(), boot()];
    await one.hybrid.startChannel(order());
    await until("live");
    await two.hybrid.start();
    one.view.store.close = async () => {};
    await one.hybrid.close();
    await clock.advance(3000);
    expect(two.view.instanceIds.has((await store.load("show"))?.owner?.instanceId ?? "")).toBe(true);
    expect(relay.calls.count("stopRelay")).toBe(0);
  });
});

describe("a lost lease", () => {
  it("ends the call that is under way and sends nothing more; the heir finishes the work", async () => {
    const { clock, world, relay, boot, store, until } = fleet({ latencyMs: 6000 });
    const [one, two] = [boot(), boot()];
    await one.hybrid.startChannel(order());
    expect(await clock.runUntil(() => relay.calls.count("startRelay") === 1)).toBe(true);
    const [instanceId = ""] = one.view.instanceIds;
    // Somebody else under the same name: the old epoch is worth nothing from here on.
    const usurper = await store.acquireLease(instanceId, 15);
    await clock.advance(5900);
    expect(relay.calls.entries.filter(({ operation }) => operation === "startRelay")).toMatchObject([
      { outcome: "failed", errorCode: "aborted" },
    ]);
    expect(world.tasks.size).toBe(0);
    await store.releaseLease(usurper);
    await two.hybrid.start();
    await until("live");
    expect(world.violations()).toEqual([]);
    expect(world.tasks.size).toBe(1);
  });

  it("refuses a checkpoint, so that nothing is sent after it", async () => {
    const { clock, world, relay, boot, store } = fleet();
    const start = relay.startRelay;
    const refused: unknown[] = [];
    relay.startRelay = async (spec, call) => {
      const owner = await store.load(call.channelId);
      await store.acquireLease(owner?.owner?.instanceId ?? "", 15);
      return start(spec, call).catch((thrown: unknown) => {
        refused.push(thrown);
        throw thrown;
      });
    };
    const { hybrid } = boot();
    await hybrid.startChannel(order());
    await clock.advance(100);
    expect(refused).toMatchObject([{ code: "lease-lost" }]);
    expect(relay.calls.count("startRelay")).toBe(0);
    expect(world.tasks.size).toBe(0);
  });

  it("leaves what came back too late where the next owner finds it", async () => {
    const { clock, relay, boot, store } = fleet();
    const start = relay.startRelay;
    relay.startRelay = async (spec, call) => {
      const handle = await start(spec, call);
      await store.acquireLease(call.instanceId, 15);
      return handle;
    };
    const { hybrid } = boot();
    await hybrid.startChannel(order());
    await clock.advance(100);
    const heir = await store.acquireLease("heir", 15);
    expect(await store.takeFound(heir, "show")).toMatchObject([
      { kind: "relay", channelId: "show", relayGeneration: 1, relayAttempt: 1, handle: { provider: "fake-relay" } },
    ]);
  });
});

describe("without the store", () => {
  it("running relays go on for a minute, nothing starts or ends, and all is well after it", async () => {
    const { clock, world, relay, platform, boot, until } = fleet();
    const { hybrid, view } = boot();
    await hybrid.startChannel(order());
    await hybrid.startChannel(order("other"));
    await until("live");
    await clock.advance(20_000);
    view.unreachable = true;
    const effects = () =>
      [...relay.calls.entries, ...platform.calls.entries].filter(({ operation }) => !operation.startsWith("get"))
        .length;
    const before = effects();
    world.crashTask(world.runningTasks().find(({ channelId }) => channelId === "other")?.id ?? "");
    await clock.advance(60_000);
    expect(effects()).toBe(before);
    expect(world.runningTasks().map(({ channelId }) => channelId)).toEqual(["show"]);
    await expect(hybrid.startChannel(order("third"))).rejects.toThrow();
    view.unreachable = false;
    await clock.advance(60_000);
    for (const id of ["show", "other"]) expect((await hybrid.getChannel(id))?.phase).toBe("live");
    expect(world.violations()).toEqual([]);
    expect(relay.calls.count("startRelay", "show")).toBe(1);
  });
});

describe("a quiet channel", () => {
  it("writes nothing for ten minutes", async () => {
    const saves = { count: 0 };
    const { clock, boot, until, store } = fleet({ wrap: counting("save", saves) });
    const { hybrid } = boot();
    await hybrid.startChannel(order());
    await until("live");
    await clock.advance(65_000);
    const before = saves.count;
    const journal = (await store.readJournal({ channelId: "show", limit: 1000 })).entries.length;
    await clock.advance(600_000);
    expect(saves.count).toBe(before);
    expect((await store.readJournal({ channelId: "show", limit: 1000 })).entries).toHaveLength(journal);
    await hybrid.close();
  });
});

describe("many channels", () => {
  it("go live at once and end at once, each for itself", async () => {
    const { clock, world, boot } = fleet();
    const { hybrid } = boot();
    const ids = Array.from({ length: 150 }, (_, index) => `show-${index}`);
    await Promise.all(ids.map((id) => hybrid.startChannel(order(id))));
    await clock.advance(30_000);
    const phases = await Promise.all(ids.map(async (id) => (await hybrid.getChannel(id))?.phase));
    expect(phases.filter((phase) => phase !== "live")).toEqual([]);
    expect(world.runningTasks()).toHaveLength(150);
    world.crashTask(world.runningTasks().find(({ channelId }) => channelId === "show-7")?.id ?? "");
    await Promise.all(ids.slice(10).map((id) => hybrid.endChannel(id)));
    await clock.advance(60_000);
    expect(
      world
        .runningTasks()
        .map(({ channelId }) => channelId)
        .sort(),
    ).toEqual(ids.slice(0, 10).sort());
    expect(world.violations()).toEqual([]);
    await hybrid.close();
    expect(clock.pendingTimers).toBe(0);
  });
});

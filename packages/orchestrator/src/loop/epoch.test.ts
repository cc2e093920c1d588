import type { ChannelStore } from "@hybrid-stream/spec";
import { fakeRelayProvider } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { fakeSetup, order } from "../../test/fake-setup.js";
import { mortalStore } from "../../test/mortal-store.js";
import { sharedStore, storeWith } from "../../test/store-with.js";
import { memoryStore } from "../store/memory-store.js";

describe("an instance whose lease was lost", () => {
  it("takes its channels again although the first new acquisition fails", async () => {
    const fails = { renewal: false, acquisition: false };
    const setup = fakeSetup({
      store: ({ clock }) => {
        const inner = memoryStore({ clock });
        return storeWith(inner, {
          acquireLease: async (instanceId, seconds) => {
            if (!fails.acquisition) return inner.acquireLease(instanceId, seconds);
            fails.acquisition = false;
            throw new Error("connection refused");
          },
          renewLease: async (lease, seconds) => {
            if (!fails.renewal) return inner.renewLease(lease, seconds);
            fails.renewal = false;
            return null;
          },
        });
      },
    });
    await setup.hybrid.startChannel(order());
    await setup.until("live");
    Object.assign(fails, { renewal: true, acquisition: true });
    await setup.clock.advance(60_000);
    expect(fails).toEqual({ renewal: false, acquisition: false });
    await setup.hybrid.endChannel("show");
    await setup.clock.advance(20_000);
    expect((await setup.hybrid.getChannel("show"))?.settled).toBe(true);
  });

  it("saves nothing under its new lease that a turn of the old one has decided", async () => {
    const steps: string[] = [];
    const stores: ChannelStore[] = [];
    let slow = false;
    let lost = false;
    let resumed = false;
    const setup = fakeSetup({
      store: ({ clock }) => {
        const inner = memoryStore({ clock });
        stores.push(inner);
        return storeWith(inner, {
          takeHints: async (query) => {
            if (slow) {
              slow = false;
              await new Promise<void>((resolve) => {
                clock.setTimeout(resolve, 4000);
              });
              resumed = true;
            }
            return inner.takeHints(query);
          },
          renewLease: async (lease, seconds) => {
            if (!lost) return inner.renewLease(lease, seconds);
            lost = false;
            // Somebody else under the same name: the old epoch is worth nothing.
            await inner.acquireLease(lease.instanceId, seconds);
            return null;
          },
          save: async (request) => {
            const { relay } = request.state;
            const step = `${relay?.generation}.${relay?.attempt} ${relay?.step}`;
            if (steps.at(-1) !== step) steps.push(step);
            return inner.save(request);
          },
        });
      },
    });
    await setup.hybrid.startChannel(order());
    // The next renewal is a second away: the old turn hangs over it.
    await setup.clock.advance(124_000);
    steps.splice(0);
    slow = true;
    lost = true;
    for (const task of setup.world.runningTasks()) setup.world.crashTask(task.id);
    const hint = { id: "1", provider: "fake-relay", vendorRef: "show", summary: "look" };
    for (const store of stores) await store.putHint(hint, "show");
    await setup.clock.advance(60_000);
    expect([slow, lost, resumed]).toEqual([false, false, true]);
    expect((await setup.hybrid.getChannel("show"))?.phase).toBe("live");
    expect(steps).toEqual(["1.2 starting", "1.2 started"]);
    // The end of the old turn does not take the channel from the new lease: it is still looked after.
    for (const task of setup.world.runningTasks()) setup.world.crashTask(task.id);
    await setup.clock.advance(30_000);
    expect(steps.slice(2)).toEqual(expect.arrayContaining(["1.3 started"]));
  });
});

describe("an instance that the store has forgotten while it lives", () => {
  const twoProcesses = (make: Parameters<typeof fakeRelayProvider>[0]) => {
    const views: ReturnType<typeof mortalStore>[] = [];
    const relays: ReturnType<typeof fakeRelayProvider>[] = [];
    const relayOf = (world: ReturnType<typeof fakeSetup>["world"]) => {
      const capabilities = { locality: "process", ...make?.capabilities } as const;
      const relay = fakeRelayProvider({ ...make, world, capabilities });
      relays.push(relay);
      return relay;
    };
    const setup = fakeSetup({
      relay: ({ world }) => relayOf(world),
      store: ({ clock }) => {
        const inner = sharedStore(memoryStore({ clock }));
        views.push(mortalStore(inner), mortalStore(inner));
        return views[0]?.store ?? inner;
      },
    });
    const [first, second] = views;
    if (first === undefined || second === undefined) throw new Error("There are no stores.");
    const heir = setup.boot({ relays: [relayOf(setup.world)], store: second.store });
    return { setup, first, heir, relays };
  };

  it("stops the relay in it that was replaced elsewhere", async () => {
    const { setup, first, heir } = twoProcesses({ survivesDestinationLoss: true });
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(60_000);
    await heir.start();
    first.unreachable = true;
    await setup.clock.advance(60_000);
    expect(setup.world.tasks.size).toBe(2);
    first.unreachable = false;
    await setup.clock.advance(60_000);
    expect(setup.world.runningTasks()).toHaveLength(1);
    expect((await heir.getChannel("show"))?.phase).toBe("live");
    expect(setup.world.violations()).toEqual([]);
  });

  it("is fenced by its heir also when its start was still under way", async () => {
    const { setup, first, heir, relays } = twoProcesses({
      checkpoints: false,
      capabilities: { idempotentStart: false },
    });
    const [relay] = relays;
    relay?.faults.next("startRelay", { delayMs: 5000 });
    await setup.hybrid.startChannel(order());
    await setup.clock.runUntil(() => relay?.calls.count("startRelay") === 1);
    const booting = heir.start();
    await setup.clock.advance(1000);
    await booting;
    first.unreachable = true;
    await setup.clock.advance(120_000);
    expect((await heir.getChannel("show"))?.phase).toBe("live");
    expect(setup.world.violations()).toEqual([]);
    expect(setup.platform.calls.count("rotateStreamKey")).toBe(1);
  });
});

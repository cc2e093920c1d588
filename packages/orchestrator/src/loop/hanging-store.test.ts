import { describe, expect, it } from "vitest";
import { fakeSetup, order } from "../../test/fake-setup.js";
import { mortalStore } from "../../test/mortal-store.js";
import { storeWith } from "../../test/store-with.js";
import { memoryStore } from "../store/memory-store.js";

/** A store some of whose calls, from now on, are never answered. */
function hanging() {
  const hangs = new Set<string>();
  const setup = fakeSetup({
    store: ({ clock }) => {
      const inner = memoryStore({ clock });
      const never = () => new Promise<never>(() => {});
      return storeWith(inner, {
        close: async () => {},
        save: (request) => (hangs.delete("save") ? never() : inner.save(request)),
        claimDue: (request) => (hangs.has("claimDue") ? never() : inner.claimDue(request)),
        acquireLease: (id, seconds) => (hangs.has("acquireLease") ? never() : inner.acquireLease(id, seconds)),
      });
    },
  });
  return { setup, hangs };
}

describe("a store call that is never answered", () => {
  it("holds up no channel: a save is made again", async () => {
    const { setup, hangs } = hanging();
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(60_000);
    hangs.add("save");
    await setup.hybrid.endChannel("show");
    await setup.clock.advance(60_000);
    expect(hangs.size).toBe(0);
    expect((await setup.hybrid.getChannel("show"))?.settled).toBe(true);
    expect(setup.world.runningTasks()).toEqual([]);
  });

  it("holds up no close: not at the start", async () => {
    const { setup, hangs } = hanging();
    hangs.add("acquireLease");
    const starting = setup.hybrid.start().catch((thrown: unknown) => thrown);
    const closing = setup.hybrid.close();
    await setup.clock.advance(60_000);
    await closing;
    expect(await starting).toMatchObject({ code: "timeout" });
    expect(setup.clock.pendingTimers).toBe(0);
  });

  it("holds up no close: not during a claim, and nothing is done after it", async () => {
    const { setup, hangs } = hanging();
    await setup.hybrid.startChannel(order());
    await setup.until("live");
    hangs.add("claimDue");
    await setup.clock.advance(3000);
    const closing = setup.hybrid.close();
    await setup.clock.advance(20_000);
    await closing;
    setup.relay.calls.clear();
    setup.platform.calls.clear();
    await setup.clock.advance(120_000);
    expect([setup.relay.calls.entries, setup.platform.calls.entries]).toEqual([[], []]);
    expect(setup.clock.pendingTimers).toBe(0);
  });

  it("holds up no close: not when none is answered", async () => {
    const views: ReturnType<typeof mortalStore>[] = [];
    const setup = fakeSetup({
      store: ({ clock }) => {
        const view = mortalStore(memoryStore({ clock }));
        views.push(view);
        return view.store;
      },
    });
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(20_000);
    for (const view of views) view.kill();
    let closed = false;
    const closing = setup.hybrid.close().then(() => {
      closed = true;
    });
    await setup.clock.advance(40_000);
    expect(closed).toBe(true);
    await closing;
  });
});

describe("a save that fails", () => {
  it("loses no event, and none is heard twice", async () => {
    let fails = 1;
    const setup = fakeSetup({
      store: ({ clock }) => {
        const inner = memoryStore({ clock });
        return storeWith(inner, {
          save: async (request) => {
            if (request.state.phase === "live" && fails > 0) {
              fails -= 1;
              throw new Error("connection refused");
            }
            return inner.save(request);
          },
        });
      },
    });
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(60_000);
    expect(fails).toBe(0);
    expect(setup.phases("show").filter((phase) => phase === "live")).toHaveLength(1);
    expect(setup.events.filter(([name]) => name === "channel:live")).toHaveLength(1);
  });

  it("stores what came back before the store went away, so that nothing is started twice", async () => {
    const views: ReturnType<typeof mortalStore>[] = [];
    const setup = fakeSetup({
      store: ({ clock }) => {
        const view = mortalStore(memoryStore({ clock }));
        views.push(view);
        return view.store;
      },
    });
    setup.relay.faults.next("startRelay", { delayMs: 3000 });
    await setup.hybrid.startChannel(order());
    await setup.clock.runUntil(() => setup.relay.calls.count("startRelay") === 1);
    await setup.clock.advance(1000);
    for (const view of views) view.unreachable = true;
    // Longer than the lease.
    await setup.clock.advance(25_000);
    for (const view of views) view.unreachable = false;
    await setup.clock.advance(60_000);
    expect((await setup.hybrid.getChannel("show"))?.phase).toBe("live");
    expect(setup.world.runningTasks()).toHaveLength(1);
    expect(setup.world.violations()).toEqual([]);
  });
});

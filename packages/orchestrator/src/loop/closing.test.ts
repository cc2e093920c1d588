import { fakeRelayProvider, fakeStreamingPlatform } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { fakeSetup, order } from "../../test/fake-setup.js";
import { sharedStore } from "../../test/store-with.js";
import { memoryStore } from "../store/memory-store.js";

describe("a close", () => {
  it("closes everything although one provider cannot be closed", async () => {
    const closed: string[] = [];
    const setup = fakeSetup({
      relay: ({ world }) => ({
        ...fakeRelayProvider({ world }),
        close: async () => {
          throw new Error("cannot be closed");
        },
      }),
      platform: ({ world }) => ({
        ...fakeStreamingPlatform({ world }),
        close: async () => {
          closed.push("platform");
        },
      }),
    });
    await setup.hybrid.start();
    await setup.hybrid.close();
    expect(closed).toEqual(["platform"]);
    expect(setup.clock.pendingTimers).toBe(0);
  });

  it("ends the relays of this process before an heir may start others", async () => {
    const relays: ReturnType<typeof fakeRelayProvider>[] = [];
    const setup = fakeSetup({
      platform: ({ world }) => fakeStreamingPlatform({ world, capabilities: { fence: "stop-first" } }),
    });
    const { world, clock } = setup;
    const store = sharedStore(memoryStore({ clock }));
    const boot = () => {
      const relay = fakeRelayProvider({ world, stopDelaySeconds: 4, capabilities: { locality: "process" } });
      relays.push(relay);
      const close = async (): Promise<void> => {
        await relay.close();
        await new Promise<void>((resolve) => {
          clock.setTimeout(resolve, 4000);
        });
      };
      return setup.boot({ store, relays: [{ ...relay, close }] });
    };
    const [one, two] = [boot(), boot()];
    await one.startChannel(order());
    await clock.runUntil(async () => (await one.getChannel("show"))?.phase === "live");
    await two.start();
    const closing = one.close();
    await clock.advance(60_000);
    await closing;
    expect((await two.getChannel("show"))?.phase).toBe("live");
    expect(relays.map(({ calls }) => calls.count("startRelay"))).toEqual([1, 1]);
    expect(world.violations()).toEqual([]);
  });

  it("ends a getIngest that is under way", async () => {
    const setup = fakeSetup({ platform: ({ world }) => fakeStreamingPlatform({ world, latencyMs: 2000 }) });
    await setup.hybrid.startChannel({ channelId: "show", mode: "hls-only" });
    await setup.clock.advance(8000);
    const reading = setup.hybrid.getIngest("show").catch((thrown: unknown) => thrown);
    await setup.clock.advance(10);
    const closing = setup.hybrid.close();
    expect(await reading).toMatchObject({ code: "aborted" });
    await setup.clock.advance(10_000);
    await closing;
    expect(setup.clock.pendingTimers).toBe(0);
  });
});

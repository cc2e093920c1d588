import { fakeStreamingPlatform } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { fakeSetup, order } from "../../test/fake-setup.js";
import { storeWith } from "../../test/store-with.js";
import { memoryStore } from "../store/memory-store.js";

describe("the store", () => {
  it("is asked for due channels in one chain, however many orders came", async () => {
    let claims = 0;
    const setup = fakeSetup({
      store: ({ clock }) => {
        const inner = memoryStore({ clock });
        return storeWith(inner, {
          claimDue: (request) => {
            claims += 1;
            return inner.claimDue(request);
          },
        });
      },
    });
    for (let index = 0; index < 40; index += 1) {
      await setup.hybrid.startChannel({ channelId: `show-${index}`, mode: "hls-only" });
      await setup.clock.advance(37);
    }
    await setup.clock.advance(10_000);
    claims = 0;
    await setup.clock.advance(60_000);
    // One look in 2 s.
    expect(claims).toBeGreaterThan(25);
    expect(claims).toBeLessThanOrEqual(31);
    await setup.hybrid.close();
    expect(setup.clock.pendingTimers).toBe(0);
  });
});

describe("vendors", () => {
  it("are not asked more often than every 2 s, however many hints come", async () => {
    let probes = 0;
    const setup = fakeSetup({
      platform: ({ world }) => {
        const platform = fakeStreamingPlatform({ world, capabilities: { probeCost: "view" } });
        return {
          ...platform,
          getPlaybackUrl: async (handle, viewer) => {
            if (viewer.purpose === "probe") probes += 1;
            return platform.getPlaybackUrl(handle, viewer);
          },
        };
      },
    });
    await setup.hybrid.startChannel(order());
    await setup.until("live");
    await setup.clock.advance(60_000);
    probes = 0;
    setup.platform.calls.clear();
    for (let index = 0; index < 1000; index += 1) {
      setup.relay.emitHint({ id: `hint-${index}`, provider: "fake-relay", vendorRef: "show", summary: "look" });
      await setup.clock.advance(10);
    }
    for (const asked of [probes, setup.platform.calls.count("getStreamStatus")]) {
      expect(asked).toBeGreaterThan(0);
      expect(asked).toBeLessThanOrEqual(6);
    }
  });

  it("are asked at once when a hint comes after a quiet time", async () => {
    const setup = fakeSetup();
    await setup.hybrid.startChannel(order());
    await setup.until("live");
    await setup.clock.advance(75_000);
    setup.platform.calls.clear();
    setup.platform.emitHint({ id: "1", provider: "fake-platform", vendorRef: "show", summary: "look" });
    await setup.clock.advance(2000);
    expect(setup.platform.calls.count("getStreamStatus")).toBe(1);
  });

  it.each([0, -5, Number.NaN])(
    "that want to be asked to end again in %d ms are asked once in a second",
    async (retryAfterMs) => {
      let ends = 0;
      const setup = fakeSetup({
        platform: ({ world }) => ({
          ...fakeStreamingPlatform({ world }),
          endLiveStream: async () => {
            ends += 1;
            if (ends > 1000) throw new Error("asked too often");
            return { state: "ending", viewersOff: true, retryAfterMs };
          },
        }),
      });
      await setup.hybrid.startChannel(order());
      await setup.until("live");
      await setup.hybrid.endChannel("show");
      await setup.clock.advance(10_000);
      expect(ends).toBeGreaterThan(5);
      expect(ends).toBeLessThanOrEqual(11);
    },
  );
});

import { fakeStreamingPlatform } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { type FakeSetup, fakeSetup, order } from "../../test/fake-setup.js";
import { sharedStore } from "../../test/store-with.js";
import { memoryStore } from "../store/memory-store.js";

const reused = { ...order(), end: { disposition: "reuse" } } as const;
const states = ({ world }: FakeSetup) => [...world.streams.values()].map(({ state }) => state);

/** A session that is over, its stream kept. */
async function keptStream(setup: FakeSetup): Promise<void> {
  await setup.hybrid.startChannel(reused);
  await setup.until("live");
  await setup.hybrid.endChannel("show");
  await setup.clock.advance(60_000);
  expect((await setup.hybrid.getChannel("show"))?.settled).toBe(true);
  expect(states(setup)).not.toContain("deleted");
}

describe("a stream kept for reuse", () => {
  it("is deleted with the show that wants it retired", async () => {
    const setup = fakeSetup();
    await keptStream(setup);
    await setup.hybrid.startChannel({ ...order(), end: { disposition: "retire" } });
    await setup.clock.advance(60_000);
    await setup.hybrid.endChannel("show");
    await setup.clock.advance(60_000);
    expect((await setup.hybrid.getChannel("show"))?.settled).toBe(true);
    expect(new Set(states(setup))).toEqual(new Set(["deleted"]));
  });

  it("is the same one after a while in agora-only", async () => {
    const setup = fakeSetup();
    await setup.hybrid.startChannel(reused);
    await setup.until("live");
    await setup.hybrid.setMode("show", "agora-only");
    await setup.clock.advance(60_000);
    await setup.hybrid.setMode("show", "hybrid");
    await setup.clock.advance(60_000);
    expect((await setup.hybrid.getChannel("show"))?.phase).toBe("live");
    expect(setup.world.streams.size).toBe(1);
  });

  it("costs again in its second session", async () => {
    const stores: ReturnType<typeof memoryStore>[] = [];
    const setup = fakeSetup({
      store: ({ clock }) => {
        const store = memoryStore({ clock });
        stores.push(store);
        return sharedStore(store);
      },
    });
    await keptStream(setup);
    await setup.hybrid.startChannel(reused);
    await setup.until("live");
    const costs = await Promise.all(stores.map((store) => store.readCostIntervals({ channelId: "show" })));
    const open = costs.flat().filter(({ closedAt }) => closedAt === null);
    expect(open.map(({ task, session }) => `${task} ${session}`).sort()).toEqual(["relay 2", "stream 2"]);
  });

  it("is left and deleted when the next show is for another platform", async () => {
    const setup = fakeSetup({ morePlatforms: ({ world }) => [fakeStreamingPlatform({ world, id: "two" })] });
    await keptStream(setup);
    await setup.hybrid.startChannel({ ...reused, platforms: ["two"] });
    await setup.clock.advance(60_000);
    expect(await setup.hybrid.getChannel("show")).toMatchObject({ phase: "live", streamingPlatform: "two" });
    expect([...setup.world.streams.values()].map(({ platform, state }) => `${platform} ${state}`)).toEqual([
      "fake-platform deleted",
      "two open",
    ]);
  });

  it("is not used for a show that wants other access", async () => {
    const setup = fakeSetup();
    await keptStream(setup);
    await setup.hybrid.startChannel({ ...reused, access: "signed" });
    await setup.clock.advance(60_000);
    expect(states(setup)).toEqual(["deleted", "open"]);
  });

  it("is one alone: what was still being taken down when the next show began is deleted", async () => {
    const setup = fakeSetup({ platform: ({ world }) => fakeStreamingPlatform({ world, endDelaySeconds: 20 }) });
    await setup.hybrid.startChannel(reused);
    await setup.until("live");
    await setup.hybrid.endChannel("show");
    await setup.clock.advance(5000);
    await setup.hybrid.startChannel(reused);
    await setup.clock.advance(60_000);
    await setup.hybrid.endChannel("show");
    await setup.clock.advance(60_000);
    expect((await setup.hybrid.getChannel("show"))?.settled).toBe(true);
    expect(states(setup).filter((state) => state !== "deleted")).toHaveLength(1);
  });
});

import { fakeRelayProvider, fakeStreamingPlatform } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { fakeSetup, order } from "../../test/fake-setup.js";
import { sharedStore } from "../../test/store-with.js";
import { memoryStore } from "../store/memory-store.js";

const always = Number.POSITIVE_INFINITY;
const twoPlatforms = (stopDelaySeconds = 0) =>
  fakeSetup({
    relay: ({ world }) => fakeRelayProvider({ world, stopDelaySeconds }),
    platform: ({ world }) => fakeStreamingPlatform({ world, id: "one" }),
    morePlatforms: ({ world }) => [fakeStreamingPlatform({ world, id: "two" })],
  });

describe("a refusal for good", () => {
  it("of the key is the platform's, not the relay's: the next platform takes over", async () => {
    const setup = twoPlatforms();
    setup.platform.faults.next("getStreamKey", { error: "forbidden", times: always });
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(60_000);
    expect(await setup.hybrid.getChannel("show")).toMatchObject({ phase: "live", streamingPlatform: "two" });
    expect(setup.relay.calls.count("startRelay")).toBe(1);
  });

  it("of a new key gives the channel to the next platform", async () => {
    const setup = twoPlatforms(60);
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(90_000);
    setup.platform.faults.next("rotateStreamKey", { error: "forbidden", times: always });
    setup.world.stallTask(setup.world.runningTasks()[0]?.id ?? "");
    await setup.clock.advance(120_000);
    expect(await setup.hybrid.getChannel("show")).toMatchObject({ phase: "live", streamingPlatform: "two" });
    expect(setup.platform.calls.count("rotateStreamKey")).toBe(1);
  });

  it("of a new key by the only platform fails the channel", async () => {
    const setup = fakeSetup();
    await setup.hybrid.startChannel(order());
    await setup.until("live");
    setup.platform.faults.next("rotateStreamKey", { error: "unauthorized", times: always });
    setup.relay.faults.next("stopRelay", { error: "timeout" });
    setup.world.stallTask(setup.world.runningTasks()[0]?.id ?? "");
    await setup.clock.advance(300_000);
    expect(await setup.hybrid.getChannel("show")).toMatchObject({ phase: "failed", error: { code: "unauthorized" } });
  });

  it.each(["unauthorized", "quota-exhausted"] as const)(
    "is asked for once while another relay can: %s",
    async (error) => {
      const setup = fakeSetup({ moreRelays: ({ world }) => [fakeRelayProvider({ world, id: "second" })] });
      setup.relay.faults.next("startRelay", { error, times: always });
      await setup.hybrid.startChannel(order());
      await setup.clock.advance(120_000);
      expect(await setup.hybrid.getChannel("show")).toMatchObject({ phase: "live", relay: { provider: "second" } });
      expect(setup.relay.calls.count("startRelay")).toBe(1);
    },
  );
});

describe("a stream that was deleted at its vendor", () => {
  it("is made anew, and the relay that pushed into it is replaced", async () => {
    const setup = fakeSetup();
    await setup.hybrid.startChannel(order());
    await setup.until("live");
    const [stream] = setup.world.streams.values();
    if (stream === undefined) throw new Error("There is no stream.");
    setup.world.change(() => setup.world.closeStream(stream, 0));
    stream.state = "deleted";
    await setup.clock.advance(120_000);
    expect((await setup.hybrid.getChannel("show"))?.phase).toBe("live");
    expect([...setup.world.streams.values()].map(({ state }) => state)).toEqual(["deleted", "open"]);
    expect(setup.world.runningTasks()).toHaveLength(1);
  });
});

describe("a provider that the next process is configured without", () => {
  function twoProcesses(relay: { stopDelaySeconds?: number } = {}) {
    const stores: ReturnType<typeof memoryStore>[] = [];
    const setup = fakeSetup({
      relay: ({ world }) => fakeRelayProvider({ world, survivesDestinationLoss: true, ...relay }),
      store: ({ clock }) => {
        const store = memoryStore({ clock });
        stores.push(store);
        return sharedStore(store);
      },
    });
    const journalLength = async () => {
      const pages = await Promise.all(stores.map((store) => store.readJournal({ channelId: "show", limit: 1000 })));
      return pages.flatMap(({ entries }) => entries).length;
    };
    return { setup, journalLength, store: () => ({ ...(stores[0] && { store: sharedStore(stores[0]) }) }) };
  }

  it("keeps an ended channel unsettled as long as its relay may run", async () => {
    const { setup, store } = twoProcesses();
    await setup.hybrid.startChannel(order());
    await setup.until("live");
    await setup.hybrid.close();
    const next = setup.boot({ ...store(), relays: [] });
    await next.endChannel("show");
    await setup.clock.advance(120_000);
    expect(setup.world.runningTasks()).toHaveLength(1);
    expect(await next.getChannel("show")).toMatchObject({ phase: "draining", settled: false });
    await next.close();
    const again = setup.boot(store());
    await again.start();
    await setup.clock.advance(120_000);
    expect(setup.world.runningTasks()).toEqual([]);
    expect(await again.getChannel("show")).toMatchObject({ phase: "ended", settled: true });
  });

  it("fails no live channel: another platform carries it", async () => {
    const { setup, store } = twoProcesses();
    await setup.hybrid.startChannel(order());
    await setup.until("live");
    await setup.hybrid.close();
    const { world } = setup;
    const other = fakeStreamingPlatform({ id: "other", world });
    const probe = { probe: (url: string) => world.probe(url), close: () => {} };
    const next = setup.boot({ ...store(), platforms: [other], probe });
    await next.start();
    await setup.clock.advance(300_000);
    expect(await next.getChannel("show")).toMatchObject({ phase: "live", streamingPlatform: "other" });
  });

  it("does not fill the journal by being looked for", async () => {
    const { setup, store, journalLength } = twoProcesses({ stopDelaySeconds: 3000 });
    await setup.hybrid.startChannel(order());
    await setup.until("live");
    await setup.hybrid.endChannel("show");
    await setup.clock.advance(20_000);
    await setup.hybrid.close();
    const next = setup.boot({ ...store(), relays: [fakeRelayProvider({ id: "other", world: setup.world })] });
    await next.start();
    await setup.clock.advance(60_000);
    const before = await journalLength();
    await setup.clock.advance(3_600_000);
    expect((await next.getChannel("show"))?.settled).toBe(false);
    expect((await journalLength()) - before).toBeLessThan(5);
  });
});

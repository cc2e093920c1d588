import { describe, expect, it } from "vitest";
import { type FakeSetup, fakeSetup, order } from "../../test/fake-setup.js";

const phase = async (setup: FakeSetup): Promise<string | undefined> => (await setup.hybrid.getChannel("show"))?.phase;
const until = (setup: FakeSetup, wanted: string) => setup.clock.runUntil(async () => (await phase(setup)) === wanted);

describe("getIngest", () => {
  it("is for hls-only alone, and only once the stream exists", async () => {
    const setup = fakeSetup();
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(20_000);
    await expect(setup.hybrid.getIngest("show")).rejects.toMatchObject({ code: "mode-mismatch" });
    await setup.hybrid.startChannel({ channelId: "mine", mode: "hls-only" });
    await expect(setup.hybrid.getIngest("mine")).rejects.toMatchObject({ code: "playback-not-ready" });
    await setup.clock.advance(5000);
    const ingest = await setup.hybrid.getIngest("mine");
    expect(ingest.url).toMatch(/^rtmps:/);
    expect(JSON.stringify(ingest)).not.toContain(ingest.streamKey.reveal());
    await setup.hybrid.endChannel("mine");
    await expect(setup.hybrid.getIngest("mine")).rejects.toMatchObject({ code: "playback-not-ready" });
    await setup.hybrid.close();
  });

  it("does not hang on a platform that does not answer", async () => {
    const setup = fakeSetup();
    await setup.hybrid.startChannel({ channelId: "show", mode: "hls-only" });
    await setup.clock.advance(5000);
    setup.platform.getStreamKey = () => new Promise(() => {});
    const refused = expect(setup.hybrid.getIngest("show")).rejects.toMatchObject({
      code: "timeout",
      provider: "fake-platform",
    });
    await setup.clock.advance(10_000);
    await refused;
    await setup.hybrid.close();
  });
});

describe("a show from the seller's own encoder", () => {
  it("waits for the encoder, is live, waits when it leaves, is live again, and its key dies with the end", async () => {
    const setup = fakeSetup();
    await setup.hybrid.startChannel({ channelId: "show", mode: "hls-only" });
    expect(await until(setup, "waiting")).toBe(true);
    await setup.clock.advance(600_000);
    expect(await phase(setup)).toBe("waiting");
    const ingest = await setup.hybrid.getIngest("show");
    const encoder = setup.world.publish(ingest);
    expect(await until(setup, "live")).toBe(true);
    await setup.clock.advance(60_000);
    setup.world.stopTask(encoder);
    expect(await until(setup, "waiting")).toBe(true);
    expect((await setup.hybrid.getChannel("show"))?.phaseReason).toBe("encoder-not-connected");
    const second = setup.world.publish(ingest);
    expect(await until(setup, "live")).toBe(true);
    expect(second.endedAt).toBeNull();
    expect([setup.relay.calls.entries.length, setup.platform.calls.count("rotateStreamKey")]).toEqual([0, 0]);
    await setup.hybrid.endChannel("show");
    expect(await until(setup, "ended")).toBe(true);
    setup.world.catchUp();
    expect(second).toMatchObject({ state: "failed", connectedTo: null });
    const late = setup.world.publish(ingest);
    setup.world.catchUp();
    expect(late).toMatchObject({ state: "failed", everConnected: false });
    await setup.hybrid.close();
    expect(setup.clock.pendingTimers).toBe(0);
  });
});

import { fakeRelayProvider, fakeRtcSource } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { fakeSetup, order } from "../../test/fake-setup.js";

describe("the seed's view of a channel", () => {
  it("follows a show from its order to its end", async () => {
    const setup = fakeSetup({ rtc: ({ world }) => fakeRtcSource({ world }) });
    const views: string[] = [];
    setup.hybrid.on("channel:snapshot", ({ snapshot: { phase, relayStatus, health } }) => {
      const view = `${phase}: ${relayStatus}, ${health}`;
      if (views.at(-1) !== view) views.push(view);
    });
    const ordered = await setup.hybrid.startChannel(order());
    expect(ordered).toMatchObject({ phase: "idle", relayStatus: "starting", health: "poor", conditions: null });
    await setup.clock.advance(70_000);
    setup.world.stallTask(setup.world.runningTasks()[0]?.id ?? "");
    await setup.clock.advance(60_000);
    setup.world.setPublisher("show", "absent");
    await setup.clock.advance(30_000);
    await setup.hybrid.endChannel("show");
    await setup.clock.advance(60_000);
    expect(views).toContain("provisioning: starting, poor");
    expect(views).toContain("live: active, good");
    expect(views).toContain("waiting: stopped, fair");
    expect(views.some((view) => /^recovering: (error|starting|active), poor$/.test(view))).toBe(true);
    expect(views.at(-1)).toBe("ended: stopped, poor");
    await setup.hybrid.close();
  });

  it("is plain JSON, and another channel's or session's past is not in it", async () => {
    const setup = fakeSetup();
    await setup.hybrid.startChannel({ ...order(), tags: { shop: "7" } });
    await setup.clock.advance(30_000);
    const snapshot = await setup.hybrid.getChannel("show");
    expect(JSON.parse(JSON.stringify(snapshot))).toEqual(snapshot);
    expect(snapshot).toMatchObject({
      tags: { shop: "7" },
      streamKeyId: "stream-1-key-1",
      streamingPlatform: "fake-platform",
      relay: { encoding: { kind: "copy" } },
    });
    expect(snapshot?.segments).toBeGreaterThan(5);
    await setup.hybrid.endChannel("show", {});
    await setup.clock.advance(30_000);
    const again = await setup.hybrid.startChannel(order());
    expect(again).toMatchObject({
      session: 2,
      phase: "idle",
      relay: null,
      segments: 0,
      streamKeyId: null,
      viewersOff: false,
    });
    await setup.hybrid.close();
  });
});

describe("getMetrics", () => {
  it("says null for what is not known, never zero", async () => {
    const setup = fakeSetup();
    await setup.hybrid.startChannel(order());
    const nothing = {
      channelId: "show",
      agoraViewers: null,
      hlsViewers: null,
      bitrateKbps: null,
      health: "unknown",
      relaySpeed: null,
      droppedFrames: null,
    };
    expect(await setup.hybrid.getMetrics("show")).toEqual(nothing);
    await setup.clock.advance(60_000);
    const [stream] = setup.world.streams.values();
    if (stream) stream.viewers = 12;
    await setup.clock.advance(60_000);
    expect(await setup.hybrid.getMetrics("show")).toMatchObject({
      agoraViewers: null,
      hlsViewers: { value: 12, method: "exact" },
      health: "good",
      relaySpeed: null,
    });
    await setup.hybrid.close();
  });
});

describe("explain", () => {
  it("names the broken hop first and tells the story in sentences", async () => {
    const setup = fakeSetup({ relay: ({ world }) => fakeRelayProvider({ world }) });
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(70_000);
    setup.world.setPlatformOutage("fake-platform", { ingest: true });
    await setup.clock.advance(60_000);
    const { now, story, entries, session } = await setup.hybrid.explain("show");
    expect(session).toBe(1);
    expect(now[0]).toMatch(/^Broken hop: No, (the platform receives|the relay delivers): /);
    expect(now.find((line) => line.startsWith("It is "))).toMatch(
      /^It is (recovering|degraded) since 2026-\S+: \S.*\.$/,
    );
    expect(story.length).toBe(entries.length);
    for (const line of story) expect(line).toMatch(/^2026-\S+Z [A-Z]?.+[.]$/);
    expect(story[0]).toContain("Ordered to be live, hybrid.");
    expect((await setup.hybrid.explain("show", { limit: 3 })).story).toEqual(story.slice(-3));
    expect((await setup.hybrid.explain("show", { session: 9 })).story).toEqual([]);
    await setup.hybrid.close();
  });
});

import { fakeRtcSource } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { fakeSetup, order } from "../../test/fake-setup.js";

const withRtc = () => fakeSetup({ rtc: ({ world }) => fakeRtcSource({ world }) });

describe("getPlayback", () => {
  it("is not ready before the stream exists, HLS after it, and over with the end", async () => {
    const setup = withRtc();
    await setup.hybrid.startChannel(order());
    await expect(setup.hybrid.getPlayback("show")).rejects.toMatchObject({ code: "playback-not-ready", retry: "safe" });
    await setup.clock.advance(20_000);
    const asked = setup.platform.calls.entries.length;
    const playback = await setup.hybrid.getPlayback("show", { viewerId: "v1" });
    expect(playback).toMatchObject({
      kind: "hls",
      channelId: "show",
      version: 1,
      latencySeconds: { low: 6, high: 12 },
    });
    expect(setup.platform.calls.entries.length).toBe(asked);
    await setup.hybrid.endChannel("show");
    await expect(setup.hybrid.getPlayback("show")).rejects.toMatchObject({ code: "channel-ended" });
    await expect(setup.hybrid.getPlayback("show", { tier: "vip" })).rejects.toMatchObject({ code: "channel-ended" });
    await setup.hybrid.close();
  });

  it("gives VIPs a grant of their own on RTC", async () => {
    const setup = withRtc();
    await setup.hybrid.startChannel({ ...order(), source: { kind: "agora", channel: "room" } });
    await setup.clock.advance(20_000);
    const vip = await setup.hybrid.getPlayback("show", { tier: "vip", viewerId: "ann", expiresInSeconds: 60 });
    const expiresAt = new Date(setup.clock.now().getTime() + 60_000).toISOString();
    expect(vip).toMatchObject({ kind: "rtc", grant: { channel: "room", token: "fake-token-ann" }, expiresAt });
    await setup.hybrid.close();
  });

  it("gives VIPs HLS where there is no RTC side", async () => {
    const setup = fakeSetup();
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(20_000);
    expect((await setup.hybrid.getPlayback("show", { tier: "vip" })).kind).toBe("hls");
    await setup.hybrid.close();
  });

  it("is RTC for everybody in agora-only, at no platform's cost, and needs an RTC side", async () => {
    const setup = withRtc();
    await setup.hybrid.startChannel({ ...order(), mode: "agora-only" });
    await setup.clock.advance(5000);
    expect(await setup.hybrid.getChannel("show")).toMatchObject({ phase: "live", relayStatus: "stopped" });
    expect((await setup.hybrid.getPlayback("show")).kind).toBe("rtc");
    expect([setup.world.streams.size, setup.world.tasks.size]).toEqual([0, 0]);
    await setup.hybrid.close();
    const without = fakeSetup();
    await without.hybrid.startChannel({ ...order(), mode: "agora-only" });
    await expect(without.hybrid.getPlayback("show")).rejects.toMatchObject({ code: "no-provider", field: "rtc" });
    await without.hybrid.close();
  });
});

describe("setMode", () => {
  it.each([
    [0, "while provisioning"],
    [30_000, "while live"],
  ])("leads from any mode to any other, after %d ms (%s)", async (pause) => {
    const setup = withRtc();
    const playbacks = { "agora-only": "rtc", hybrid: "hls" } as const;
    await setup.hybrid.startChannel({ ...order(), mode: "agora-only" });
    let version = -1;
    for (const mode of ["hybrid", "agora-only", "hybrid", "agora-only"] as const) {
      await setup.clock.advance(pause);
      const set = await setup.hybrid.setMode("show", mode);
      expect(set.mode).toBe(mode);
      if (pause === 0) continue;
      await setup.clock.advance(60_000);
      const channel = await setup.hybrid.getChannel("show");
      expect(channel?.phase).toBe("live");
      const playback = await setup.hybrid.getPlayback("show");
      expect(playback.kind).toBe(playbacks[mode]);
      expect(playback.version).toBeGreaterThan(version);
      version = playback.version;
      expect(setup.world.runningTasks()).toHaveLength(mode === "hybrid" ? 1 : 0);
    }
    await setup.clock.advance(120_000);
    expect(await setup.hybrid.getChannel("show")).toMatchObject({ mode: "agora-only", phase: "live" });
    expect(setup.world.runningTasks()).toEqual([]);
    for (const stream of setup.world.streams.values()) expect(stream.state).toBe("deleted");
    expect(setup.world.violations()).toEqual([]);
    await setup.hybrid.close();
  });

  it("hands a live channel to the seller's own encoder", async () => {
    const setup = withRtc();
    await setup.hybrid.startChannel(order());
    await setup.clock.advance(30_000);
    await setup.hybrid.setMode("show", "hls-only");
    await setup.clock.advance(30_000);
    expect(setup.world.runningTasks()).toEqual([]);
    setup.world.publish(await setup.hybrid.getIngest("show"));
    await setup.clock.advance(60_000);
    expect((await setup.hybrid.getChannel("show"))?.phase).toBe("live");
    expect(setup.world.violations()).toEqual([]);
    await setup.hybrid.close();
  });
});

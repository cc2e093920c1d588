import { createFaultProxy, type FaultProxy } from "@hybrid-stream/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { ffmpegBelow } from "../support/descendants.js";
import { until } from "../support/until.js";
import { localOrigin, localShow, withIngestAt } from "./local-show.js";

const testPicture = { mode: "hybrid", source: { kind: "test-picture", width: 320, height: 180 } } as const;
const cleanUps: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  expect(ffmpegBelow()).toEqual([]);
});

describe("a show on real media", { timeout: 180_000 }, () => {
  it("goes on within 10 s when the relay's FFmpeg is killed, with one restart in the story", async () => {
    const show = localShow();
    cleanUps.push(show.close);
    await show.hybrid.startChannel({ channelId: "killed", ...testPicture }, { waitUntil: "live" });
    const [relay] = ffmpegBelow(process.pid, "rtmp://");
    process.kill(relay?.pid ?? 0, "SIGKILL");
    // What the killed one had sent may still come out; what counts is a segment of the new one.
    const version = await until("the restart", 10_000, async () => {
      const channel = await show.hybrid.getChannel("killed");
      return channel?.relay?.relayAttempt === 2 && channel.relay.step === "started";
    });
    expect((await show.nextSegment("killed", 10_000)) + version.tookMs).toBeLessThan(10_000);
    await until("live again", 15_000, async () => (await show.hybrid.getChannel("killed"))?.phase === "live");
    const { story } = await show.hybrid.explain("killed");
    expect(story.filter((line) => line.includes("is started again"))).toHaveLength(1);
    expect((await show.hybrid.getChannel("killed"))?.relayRestarts).toBe(1);
  });

  it("names a stalled ingest within 35 s and recovers when the network is back", async () => {
    let proxy: FaultProxy | undefined;
    cleanUps.push(async () => proxy?.close());
    const origin = withIngestAt(localOrigin(), async (original) => {
      proxy ??= await createFaultProxy({ target: { host: original.hostname, port: Number(original.port) } });
      return proxy.port;
    });
    const show = localShow({ platforms: [origin] });
    cleanUps.push(show.close);
    await show.hybrid.startChannel({ channelId: "stalled", ...testPicture }, { waitUntil: "live" });
    proxy?.setMode("stall");
    const named = await until("the stall to be named", 35_000, async () => {
      const channel = await show.hybrid.getChannel("stalled");
      return channel?.phase === "recovering" || channel?.phase === "degraded" ? channel.phaseReason : undefined;
    });
    expect(named.value).not.toBe("");
    // A start in between may make single conditions unknown for a while; what the show's own story says stays.
    await until("viewers to be called cut off", 35_000, async () => {
      const { story } = await show.hybrid.explain("stalled");
      return story.some((line) => line.includes(" to recovering"));
    });
    await until("a new start of the relay", 35_000, async () => {
      return ((await show.hybrid.getChannel("stalled"))?.relayRestarts ?? 0) > 0;
    });
    proxy?.setMode("pass");
    await until("live again", 90_000, async () => (await show.hybrid.getChannel("stalled"))?.phase === "live");
  });

  it("ends while provisioning and leaves nothing", async () => {
    const show = localShow();
    cleanUps.push(show.close);
    await show.hybrid.startChannel({ channelId: "brief", ...testPicture });
    const ended = await show.hybrid.endChannel("brief", { waitUntil: "confirmed" });
    expect(ended).toMatchObject({ phase: "ended", settled: true });
    expect(ffmpegBelow()).toEqual([]);
  });

  it("hands the seller's encoder a key in hls-only, and the key is dead after the end", async () => {
    const show = localShow({ relays: [] });
    cleanUps.push(show.close);
    await show.hybrid.startChannel({ channelId: "encoder", mode: "hls-only" }, { waitUntil: "playback-url" });
    const ingest = await show.hybrid.getIngest("encoder");
    expect(JSON.stringify(ingest)).not.toContain(ingest.streamKey.reveal());
    await show.hybrid.endChannel("encoder", { waitUntil: "confirmed" });
    await expect(show.hybrid.getIngest("encoder")).rejects.toMatchObject({ code: "playback-not-ready" });
  });
});

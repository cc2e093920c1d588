import { agoraBrowserSource } from "@hybrid-stream/agora/browser-source";
import { ffmpegRelay } from "@hybrid-stream/ffmpeg-relay";
import { afterEach, describe, expect, it } from "vitest";
import { localShow } from "../../../../test/e2e/local-show.js";
import { ffmpegBelow } from "../../../../test/support/descendants.js";
import { until } from "../../../../test/support/until.js";
import { chromiumPath, fakeCamera, ownBrowsers, ownProfiles, reason, skipped } from "./support/chromium.js";
import { startLoopbackControl } from "./support/loopback-control.js";
import { RecordedPlaylist } from "./support/recorded-playlist.js";

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  expect(ffmpegBelow()).toEqual([]);
  await until("the browsers to be gone", 5_000, () => ownBrowsers().length === 0);
  expect(ownProfiles()).toEqual([]);
});

async function startShow() {
  if (chromiumPath === null) throw new Error("REQUIRE_CHROMIUM is 1 and there is no Chromium: install it.");
  const control = await startLoopbackControl();
  cleanUps.push(control.close);
  const viewer = agoraBrowserSource({
    appId: "0123456789abcdef0123456789abcdef",
    buildToken: () => "token",
    channelAdapter: control.adapter,
    browserPath: chromiumPath,
    browserArguments: fakeCamera,
    // Tests run on machines that are busy with more.
    openTimeoutMs: 120_000,
  });
  const { hybrid, nextSegment, close } = localShow({ relays: [ffmpegRelay({ sources: { "agora-viewer": viewer } })] });
  cleanUps.push(close);
  const source = { kind: "custom", name: "agora-viewer", params: { channel: "show-42" } } as const;
  await hybrid.startChannel({ channelId: "show-42", mode: "hybrid", source });
  const channel = async () => {
    const found = await hybrid.getChannel("show-42");
    if (found === null) throw new Error("The channel is gone.");
    return found;
  };
  return {
    hybrid,
    control,
    channel,
    nextSegment: (limitMs: number) => nextSegment("show-42", limitMs),
    untilPhase: (phase: string, limitMs: number) =>
      until(`the phase ${phase}`, limitMs, async () => (await channel()).phase === phase),
  };
}

describe.skipIf(skipped)(`a show that a browser watches${reason}`, () => {
  it("stays 1280x720 with keyframes every 2 s, through resolutions, a host's absence and a dead browser", {
    timeout: 600_000,
  }, async () => {
    const show = await startShow();
    const { control } = show;
    await control.command({ name: "publish", width: 640, height: 360 });
    await show.untilPhase("live", 90_000);

    const playback = await show.hybrid.getPlayback("show-42");
    if (playback.kind !== "hls") throw new Error("No HLS playback.");
    const recorded = new RecordedPlaylist(playback.url);
    const watchFor = (seconds: number) =>
      until(`${seconds} s of media`, seconds * 2_000 + 60_000, async () => {
        await recorded.look();
        return recorded.seconds >= seconds;
      });
    await watchFor(20);
    await control.command({ name: "scale", by: 2 });
    await control.until("the resolution to fall", (facts) => facts.some(({ width }) => width === 320));
    await watchFor(40);
    await control.command({ name: "scale", by: 1 });
    await watchFor(62);
    const seen = await recorded.probe();
    expect(seen.sizes).toEqual(["1280x720"]);
    expect(seen.seconds).toBeGreaterThanOrEqual(58);
    expect(seen.keyframeGaps.filter((gap) => gap < 1.95 || gap > 2.05)).toEqual([]);
    expect((await show.channel()).relayRestarts).toBe(0);

    await control.command({ name: "unpublish" });
    const absent = async () => (await show.channel()).conditions?.PublisherPresent.value === "false";
    await until("the host's absence to be seen", 15_000, absent);
    // The waiting picture goes on in the same stream.
    for (let absentMs = 0; absentMs < 10_000; ) absentMs += await show.nextSegment(15_000);
    await control.command({ name: "publish", width: 640, height: 360 });
    await show.untilPhase("live", 60_000);
    expect((await show.channel()).relayRestarts).toBe(0);

    const [main] = ownBrowsers().filter(({ isMain }) => isMain);
    const joinedBefore = control.facts.filter(({ joined }) => joined).length;
    process.kill(main?.pid ?? 0, "SIGKILL");
    await control.until(
      "the next browser",
      (facts) => facts.filter(({ joined }) => joined).length > joinedBefore,
      60_000,
    );
    await control.command({ name: "publish", width: 640, height: 360 });
    await until("a restart", 30_000, async () => (await show.channel()).relayRestarts === 1);
    await show.untilPhase("live", 90_000);
    await show.nextSegment(30_000);

    await show.hybrid.endChannel("show-42", { waitUntil: "confirmed" });
    expect(ffmpegBelow()).toEqual([]);
    expect(ownBrowsers()).toEqual([]);
    expect(ownProfiles()).toEqual([]);
  });
});

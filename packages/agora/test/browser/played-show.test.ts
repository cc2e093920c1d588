import { ffmpegRelay } from "@hybrid-stream/ffmpeg-relay";
import { afterEach, describe, expect, it } from "vitest";
import { localShow } from "../../../../test/e2e/local-show.js";
import { ffmpegBelow } from "../../../../test/support/descendants.js";
import { playHls } from "../../../../test/support/hls-player.js";
import { ownBrowsers, ownProfiles, reason, skipped } from "./support/chromium.js";
import { startLoopbackControl } from "./support/loopback-control.js";
import { loopbackSource, requireChromium } from "./support/open-source.js";

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  expect(ffmpegBelow()).toEqual([]);
});

describe.skipIf(skipped)(`a show that a browser carries${reason}`, { timeout: 300_000 }, () => {
  it("plays in Chromium, and its end leaves nothing", async () => {
    const control = await startLoopbackControl();
    cleanUps.push(control.close);
    const relay = ffmpegRelay({ sources: { "agora-viewer": loopbackSource(control) } });
    const show = localShow({ relays: [relay] });
    cleanUps.push(show.close);
    const source = { kind: "custom", name: "agora-viewer", params: { channel: "show-42" } } as const;
    await show.hybrid.startChannel({ channelId: "show-42", mode: "hybrid", source });
    await control.command({ name: "publish", width: 320, height: 180 });
    const live = { waitUntil: "live", signal: AbortSignal.timeout(90_000) } as const;
    await show.hybrid.startChannel({ channelId: "show-42", mode: "hybrid", source }, live);

    const playback = await show.hybrid.getPlayback("show-42");
    if (playback.kind !== "hls") throw new Error("No HLS playback.");
    const player = await playHls(requireChromium(), playback.url);
    cleanUps.push(player.close);
    expect(await player.playsFor(10)).toMatchObject({ fatalErrors: [] });

    await show.hybrid.endChannel("show-42", { waitUntil: "confirmed" });
    expect(ffmpegBelow(process.pid, "rtmp://")).toEqual([]);
    expect(ownBrowsers()).toEqual([]);
    expect(ownProfiles()).toEqual([]);
  });
});

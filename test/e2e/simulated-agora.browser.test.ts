import { afterEach, describe, expect, it } from "vitest";
import { simulatedAgora } from "../../examples/demo/src/relay/simulated-agora.js";
import { chromiumFor } from "../support/chromium.js";
import { ffmpegBelow } from "../support/descendants.js";
import { playHls } from "../support/hls-player.js";
import { until } from "../support/until.js";
import { localShow } from "./local-show.js";

const chromium = chromiumFor("shows that simulated Agora carries, in a browser");
const channelId = "show-42";
const source = { kind: "agora", channel: channelId } as const;
const cleanUps: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  expect(ffmpegBelow()).toEqual([]);
});

/** The orchestrator with the real providers, in front of a simulated Agora that pushes real media to the origin. */
async function startShow(name: "agora-media-push" | "agora-cloud-recording") {
  const vendor = await simulatedAgora({
    tls: { verify: true },
    name,
    channel: channelId,
    onWebhook: (request) => show.hybrid.handleWebhook(request),
  });
  cleanUps.push(vendor.close);
  const show = localShow({ rtc: vendor.rtc, relays: vendor.relays });
  cleanUps.push(show.close);
  await show.hybrid.startChannel({ channelId, mode: "hybrid", source }, { waitUntil: "live" });
  return { hybrid: show.hybrid, simulator: vendor.simulator };
}

describe.skipIf(chromium.skipped)(`a show that simulated Agora carries${chromium.reason}`, { timeout: 240_000 }, () => {
  it.each([
    { name: "agora-media-push", begins: "createConverter", ends: "deleteConverter" },
    { name: "agora-cloud-recording", begins: "startRecording", ends: "stopRecording" },
  ] as const)("plays in Chromium through $name, and its end leaves nothing", async ({ name, begins, ends }) => {
    const { hybrid, simulator } = await startShow(name);
    expect(simulator.runningTasks()).toMatchObject([{ pushing: true, migrating: false }]);
    expect(ffmpegBelow(process.pid, "rtmp://")).toHaveLength(1);

    const playback = await hybrid.getPlayback(channelId);
    if (playback.kind !== "hls") throw new Error("No HLS playback.");
    const player = await playHls(chromium.path(), playback.url);
    cleanUps.push(player.close);
    expect(await player.playsFor(10)).toMatchObject({ width: 1280, height: 720, fatalErrors: [] });
    const publisherIsSeen = async () =>
      (await hybrid.getChannel(channelId))?.conditions?.PublisherPresent.value === "true";
    await until("the publisher to be seen by the RTC side", 30_000, publisherIsSeen);

    const ended = await hybrid.endChannel(channelId, { waitUntil: "confirmed" });
    expect(ended).toMatchObject({ phase: "ended", settled: true });
    expect(simulator.runningTasks()).toEqual([]);
    expect(ffmpegBelow(process.pid, "rtmp://")).toEqual([]);
    const operations = simulator.requests().map(({ operation }) => operation);
    expect(operations).toEqual(expect.arrayContaining(["listUsers", begins, ends]));
  });
});

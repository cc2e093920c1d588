import { agora, agoraMediaPush } from "@hybrid-stream/agora";
import { createAgoraSimulator } from "@hybrid-stream/agora/simulator";
import { ffmpegRelay } from "@hybrid-stream/ffmpeg-relay";
import { ffmpegMediaPlane } from "@hybrid-stream/ffmpeg-relay/media-plane";
import { hlsOrigin } from "@hybrid-stream/hls-origin";
import { type HybridStreamOptions, HybridStreamOrchestrator } from "@hybrid-stream/orchestrator";
import type { ChannelSource } from "@hybrid-stream/spec";
import { describe, expect, it, onTestFinished } from "vitest";
import { type DemoPlatform, openDemoPlatform } from "../../examples/demo/src/platform/demo-platform.js";
import { platformNames } from "../../examples/demo/src/platform/platform-name.js";
import { chromiumFor } from "../support/chromium.js";
import { ffmpegBelow } from "../support/descendants.js";
import { playHls } from "../support/hls-player.js";
import { selfSignedCertificate } from "../support/self-signed-certificate.js";
import { until } from "../support/until.js";

const { path, skipped, reason } = chromiumFor("shows through every platform");
/** Small, since several encoders share a test machine. */
const size = { width: 640, height: 360, framesPerSecond: 15 };

type Seller = Pick<HybridStreamOptions, "relays" | "rtc"> & { readonly source: ChannelSource };
type Tls = { readonly verify: boolean };

/** Who carries the show: FFmpeg here, or Agora's Media Push, simulated, with a seller in its channel. */
const sellers: Readonly<Record<string, (tls: Tls) => Promise<Seller>>> = {
  "ffmpeg-relay": async (tls) => ({
    relays: [ffmpegRelay({ tls })],
    source: { kind: "test-picture", ...size },
  }),
  "simulated Media Push": async (tls) => {
    const simulator = createAgoraSimulator({
      // Pacers are shared by credential.
      customerId: `customer-${crypto.randomUUID()}`,
      mediaPlane: ffmpegMediaPlane({ tls, limit: size }),
      timings: { exitMs: 200 },
    });
    onTestFinished(() => simulator.close());
    const { url } = await simulator.listen();
    simulator.setPublisher("show-42", 7);
    const account = { ...simulator.credentials, hosts: [url] };
    return {
      rtc: agora({ ...account, appCertificate: "fedcba9876543210fedcba9876543210" }),
      relays: [agoraMediaPush({ ...account, region: "eu" })],
      source: { kind: "agora", channel: "show-42" },
    };
  },
};

/** As in the demo; the origin, which is no simulation and takes RTMP there, takes RTMPS here. */
async function openPlatform(name: (typeof platformNames)[number]): Promise<DemoPlatform> {
  if (name !== "hls-origin") return openDemoPlatform(name);
  const platform = hlsOrigin({
    rtmp: { port: 0, tls: { port: 0, ...(await selfSignedCertificate()) } },
    http: { port: 0 },
  });
  return { platform, tls: { verify: false }, notice: null, close: async () => {} };
}

const shows = platformNames.flatMap((platform) => Object.keys(sellers).map((seller) => ({ platform, seller })));

describe.skipIf(skipped)(`a show in Chromium${reason}`, () => {
  it.each(shows)("$seller → $platform → HLS", { timeout: 240_000 }, async ({ platform: name, seller }) => {
    const { platform, tls, ...behind } = await openPlatform(name);
    onTestFinished(() => behind.close());
    const { source, ...carried } = (await sellers[seller]?.(tls)) ?? { relays: [], source: { kind: "encoder" } };
    const policy = { livePollSeconds: 2, vendorPollSeconds: 2 };
    const hybrid = new HybridStreamOrchestrator({ namespace: "e2e", ...carried, platforms: [platform], policy });
    onTestFinished(() => hybrid.close());

    const order = { channelId: "show-42", mode: "hybrid", source } as const;
    await hybrid.startChannel(order, { waitUntil: "live", signal: AbortSignal.timeout(120_000) });
    const ingest = "rtmps://127.0.0.1";
    expect(ffmpegBelow(process.pid, ingest)).toHaveLength(1);
    const playback = await hybrid.getPlayback("show-42");
    if (playback.kind !== "hls") throw new Error(`The playback is ${playback.kind}.`);

    const player = await playHls(path(), playback.url);
    onTestFinished(() => player.close());
    const seen = await player.playsFor(10);
    expect(seen).toMatchObject({ width: size.width, fatalErrors: [] });
    // Not a still: at least half of the pictures that were sent in these seconds.
    expect(seen.frames).toBeGreaterThan(10 * size.framesPerSecond * 0.5);
    const channel = await hybrid.getChannel("show-42");
    expect(channel).toMatchObject({ relayRestarts: 0 });
    await until("a broadcastId", 30_000, async () => (await hybrid.getChannel("show-42"))?.broadcastId);

    await hybrid.endChannel("show-42", { waitUntil: "confirmed", signal: AbortSignal.timeout(60_000) });
    await until("the pushes to be over", 10_000, () => ffmpegBelow(process.pid, ingest).length === 0);
  });
});

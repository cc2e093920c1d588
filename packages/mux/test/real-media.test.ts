import { ffmpegMediaPlane } from "@hybrid-stream/ffmpeg-relay/media-plane";
import { originIngestPlane } from "@hybrid-stream/hls-origin/media-plane";
import { createHlsProbe, readRawWebhook } from "@hybrid-stream/provider-kit";
import { defaultEncodeSettings, type IngestEndpoint, publishUrl } from "@hybrid-stream/spec";
import { effectContext, waitUntil } from "@hybrid-stream/testkit";
import { expect, it, onTestFinished } from "vitest";
import { selfSignedCertificate } from "../../../test/support/self-signed-certificate.js";
import { type MuxPlatform, mux } from "../src/index.js";
import { createMuxSimulator } from "../src/simulator.js";
import { namespace, webhookSecret } from "./mux-bench.js";

const spec = { access: "signed", recording: true, latency: "standard", continuityWindowSeconds: 30 } as const;
const output = { ...defaultEncodeSettings, width: 320, height: 180, framesPerSecond: 15, videoKbps: 300 };
const patience = { timeoutMs: 40_000, intervalMs: 300 };
const call = effectContext({ namespace });

/** Everything on sockets, and FFmpeg on both ends. */
async function stage() {
  const tls = await selfSignedCertificate();
  const told: { platform: MuxPlatform | null } = { platform: null };
  const simulator = createMuxSimulator({
    ingestPlane: originIngestPlane({ tls, segmentSeconds: 1 }),
    quotas: { postBurst: 100, otherPerSecond: 100 },
    timings: { activeMs: 500 },
    webhook: {
      secret: webhookSecret,
      handler: async (request) => {
        await told.platform?.parseWebhook?.(await readRawWebhook(request, { now: new Date() }));
        return new Response(null, { status: 200 });
      },
    },
  });
  const { url } = await simulator.listen();
  const platform = mux({
    ...simulator.credentials,
    webhookSecret,
    signingKey: simulator.createSigningKey(),
    viewerCounts: "engagement-counts",
    apiUrl: url,
    playbackUrl: url,
    statsUrl: url,
    ingestUrl: await simulator.ingestUrl(),
    requestsPerSecond: { post: 10, other: 50 },
  });
  told.platform = platform;
  const probe = createHlsProbe();
  const encoders = ffmpegMediaPlane({ tls: { verify: false } });
  onTestFinished(async () => {
    await encoders.close();
    await Promise.all([platform.close(), probe.close()]);
    await simulator.close();
  });
  const push = (endpoint: IngestEndpoint) =>
    encoders.startPush({ label: "an encoder", rtmpUrl: publishUrl(endpoint), output });
  const isReceiving = async (handle: Parameters<MuxPlatform["getStreamStatus"]>[0]) =>
    (await platform.getStreamStatus(handle, call)).ingest === "receiving";
  return { simulator, platform, probe, push, isReceiving };
}

it("takes real RTMPS, says what arrives, plays it, cuts an old key, and keeps the show", {
  timeout: 120_000,
}, async () => {
  const { simulator, platform, probe, push, isReceiving } = await stage();
  const { handle } = await platform.createLiveStream(spec, call);
  const endpoint = await platform.getStreamKey(handle, call);
  expect(endpoint.url).toMatch(/^rtmps:\/\/127\.0\.0\.1:\d+\/app$/);
  const { url } = await platform.getPlaybackUrl(handle, { purpose: "view" });
  expect((await probe.probe(url)).state).toBe("not-yet");
  expect((await probe.probe(url.replace(/\?.*/, ""))).state).toBe("unreachable");

  const first = push(endpoint);
  await waitUntil(() => isReceiving(handle), { ...patience, what: "an ingest" });
  const lastSegment = async (): Promise<number> => {
    const seen = await probe.probe(url);
    return seen.state === "playing" ? seen.lastSegment : -1;
  };
  await waitUntil(async () => (await lastSegment()) >= 1, { ...patience, what: "segments" });
  expect(simulator.liveStreams()).toMatchObject([{ status: "active", isReceiving: true }]);
  const { broadcastId } = await platform.getStreamStatus(handle, call);
  expect(simulator.assetIds()).toEqual([broadcastId]);

  const fresh = await platform.rotateStreamKey?.(handle, call);
  await waitUntil(() => first.state === "ended", { ...patience, what: "the cut of the old encoder" });
  const refused = push(endpoint);
  expect(await refused.ended).toBe("failed");
  if (!fresh) throw new Error("no fresh key");
  const second = push(fresh);
  await waitUntil(() => isReceiving(handle), { ...patience, what: "the new encoder's ingest" });
  expect((await platform.getStreamStatus(handle, call)).broadcastId).not.toBe(broadcastId);

  await second.stop();
  const isInterrupted = async () => (await platform.getStreamStatus(handle, call)).ingest === "interrupted";
  await waitUntil(isInterrupted, { ...patience, what: "the gap" });
  const end = { disposition: "retire", recording: "keep" } as const;
  expect(await platform.endLiveStream(handle, end, call)).toMatchObject({ state: "ended", viewersOff: true });
  expect((await probe.probe(url)).state).toBe("not-yet");
  const { variants } = await platform.getPlaybackUrl(handle, { purpose: "view" });
  expect(variants.map(({ kind }) => kind)).toEqual(["vod"]);
});

it("counts who really watches", { timeout: 120_000 }, async () => {
  const { platform, push, isReceiving } = await stage();
  const { handle } = await platform.createLiveStream(spec, call);
  push(await platform.getStreamKey(handle, call));
  await waitUntil(() => isReceiving(handle), { ...patience, what: "an ingest" });
  const { url } = await platform.getPlaybackUrl(handle, { purpose: "view" });
  /** The first segment that a playlist leads to, or what it leads to in between. */
  const follow = async (address: string): Promise<Response> => {
    const response = await fetch(address);
    if (!(response.headers.get("content-type") ?? "").includes("mpegurl")) return response;
    const lines = (await response.text()).split("\n");
    const next = lines.findLast((line) => line !== "" && !line.startsWith("#"));
    return next === undefined ? response : follow(new URL(next, response.url).href);
  };
  const watch = async (): Promise<boolean> => (await (await follow(url)).arrayBuffer()).byteLength > 10_000;
  await waitUntil(watch, { ...patience, what: "a segment" });
  const viewers = async () => {
    await watch();
    return (await platform.getStreamStatus(handle, call)).viewers?.value ?? 0;
  };
  await waitUntil(async () => (await viewers()) >= 1, { timeoutMs: 60_000, intervalMs: 1_000, what: "a viewer" });
  await platform.endLiveStream(handle, { disposition: "retire", recording: "delete" }, call);
});

import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { ffmpegMediaPlane } from "@hybrid-stream/ffmpeg-relay/media-plane";
import { originIngestPlane } from "@hybrid-stream/hls-origin/media-plane";
import { createHlsProbe } from "@hybrid-stream/provider-kit";
import { defaultEncodeSettings, type IngestEndpoint, type LiveStreamHandle, publishUrl } from "@hybrid-stream/spec";
import { effectContext, waitUntil } from "@hybrid-stream/testkit";
import { expect, it, onTestFinished } from "vitest";
import { selfSignedCertificate } from "../../../test/support/self-signed-certificate.js";
import { awsIvs, createPlaybackKey } from "../src/index.js";
import { createAwsIvsSimulator } from "../src/simulator.js";

const spec = { access: "signed", recording: false, latency: "low", continuityWindowSeconds: 30 } as const;
const output = { ...defaultEncodeSettings, width: 320, height: 180, framesPerSecond: 15, videoKbps: 300 };
const patience = { timeoutMs: 40_000, intervalMs: 300 };
const call = effectContext();

/** Everything on sockets, and FFmpeg on both ends. */
async function stage() {
  const tls = await selfSignedCertificate();
  const credentials = { accessKeyId: `AKIA${Date.now()}`, secretAccessKey: "secret-access-key" };
  const simulator = createAwsIvsSimulator({
    credentials,
    ingestPlane: originIngestPlane({ tls, segmentSeconds: 1 }),
    timings: { sessionHoldMs: 3000, stopMs: 200 },
  });
  const { url: endpoint } = await simulator.listen();
  const { region } = simulator;
  const { privateKey } = createPlaybackKey();
  const platform = awsIvs({
    region: "eu-west-1",
    endpoint,
    credentials,
    playbackAuthorization: { privateKey },
    cloudWatch: new CloudWatchClient({ endpoint, region, credentials }),
  });
  const probe = createHlsProbe();
  const encoders = ffmpegMediaPlane({ tls: { verify: false } });
  onTestFinished(async () => {
    await encoders.close();
    await Promise.all([platform.close(), probe.close()]);
    await simulator.close();
  });
  await platform.importPlaybackKey({}, call);
  const push = (ingest: IngestEndpoint) =>
    encoders.startPush({ label: "an encoder", rtmpUrl: publishUrl(ingest), output });
  const status = (handle: LiveStreamHandle) => platform.getStreamStatus(handle, call);
  const isReceiving = async (handle: LiveStreamHandle) => (await status(handle)).ingest === "receiving";
  return { simulator, platform, probe, push, status, isReceiving };
}

it("takes real RTMPS, says what arrives, plays it to whoever has a token, cuts an old key, and ends", {
  timeout: 120_000,
}, async () => {
  const { simulator, platform, probe, push, status, isReceiving } = await stage();
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
  const { broadcastId } = await status(handle);
  expect(broadcastId).toMatch(/^st-[a-zA-Z0-9]{23}$/);

  const fresh = await platform.rotateStreamKey(handle, call);
  await waitUntil(() => first.state === "ended", { ...patience, what: "the cut of the old encoder" });
  expect(await push(endpoint).ended).toBe("failed");
  const second = push(fresh);
  await waitUntil(() => isReceiving(handle), { ...patience, what: "the new encoder's ingest" });
  const next = await status(handle);
  expect(next.broadcastId).not.toBe(broadcastId);

  await second.stop();
  await waitUntil(async () => (await status(handle)).health === "poor", { ...patience, what: "the starvation" });
  expect((await status(handle)).broadcastId).toBe(next.broadcastId);
  const end = { disposition: "retire", recording: "keep" } as const;
  const isEnded = async () => (await platform.endLiveStream(handle, end, call)).state === "ended";
  await waitUntil(isEnded, { ...patience, what: "the end" });
  expect((await probe.probe(url)).state).toBe("not-yet");
  expect(simulator.channels()).toEqual([]);
});

it("counts who really watches, and bills what came in", { timeout: 120_000 }, async () => {
  const { platform, push, status, isReceiving } = await stage();
  const { handle } = await platform.createLiveStream(spec, call);
  push(await platform.getStreamKey(handle, call));
  await waitUntil(() => isReceiving(handle), { ...patience, what: "an ingest" });
  const from = new Date(Date.now() - 60_000);
  const { url } = await platform.getPlaybackUrl(handle, { purpose: "view" });
  /** The last segment that a playlist leads to, or what it leads to in between. */
  const follow = async (address: string): Promise<Response> => {
    const response = await fetch(address);
    if (!(response.headers.get("content-type") ?? "").includes("mpegurl")) return response;
    const next = (await response.text()).split("\n").findLast((line) => line !== "" && !line.startsWith("#"));
    return next === undefined ? response : follow(new URL(next, response.url).href);
  };
  const watch = async (): Promise<boolean> => (await (await follow(url)).arrayBuffer()).byteLength > 10_000;
  await waitUntil(watch, { ...patience, what: "a segment" });
  const viewers = async () => {
    await watch();
    return (await status(handle)).viewers?.value ?? 0;
  };
  await waitUntil(async () => (await viewers()) >= 1, { timeoutMs: 60_000, intervalMs: 1000, what: "a viewer" });
  const analytics = await platform.getStreamAnalytics(handle, { from, to: new Date(Date.now() + 1000) }, call);
  expect(analytics.minutesReceived).toBeGreaterThan(0);
  expect(analytics.minutesDelivered).toBeGreaterThan(0);
  expect(analytics.averageBitrateKbps).toBeGreaterThan(50);
});

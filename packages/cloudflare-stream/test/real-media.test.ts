import { ffmpegMediaPlane } from "@hybrid-stream/ffmpeg-relay/media-plane";
import { originIngestPlane } from "@hybrid-stream/hls-origin/media-plane";
import { createHlsProbe } from "@hybrid-stream/provider-kit";
import { defaultEncodeSettings, type IngestEndpoint, publishUrl } from "@hybrid-stream/spec";
import { effectContext, waitUntil } from "@hybrid-stream/testkit";
import { expect, it, onTestFinished } from "vitest";
import { selfSignedCertificate } from "../../../test/support/self-signed-certificate.js";
import { cloudflareStream } from "../src/index.js";
import { createCloudflareStreamSimulator } from "../src/simulator.js";
import { apiToken } from "./simulated-platform.js";

const spec = { access: "signed", recording: true, latency: "low", continuityWindowSeconds: 30 } as const;
const output = { ...defaultEncodeSettings, width: 320, height: 180, framesPerSecond: 15, videoKbps: 300 };

/** Everything on sockets, and FFmpeg on both ends. */
async function stage() {
  const tls = await selfSignedCertificate();
  const simulator = createCloudflareStreamSimulator({
    apiToken,
    ingestPlane: originIngestPlane({ tls, segmentSeconds: 1 }),
    timings: { recordingReadyMs: 500 },
  });
  const { url, apiBaseUrl } = await simulator.listen();
  const sockets = { ...simulator.credentials, apiBaseUrl, playbackBaseUrl: url };
  const call = effectContext({ channelId: "show-42" });
  const another = cloudflareStream(sockets);
  const { id, jwk } = await another.signingKeys.create(call);
  const platform = cloudflareStream({ ...sockets, signingKey: { id, jwk } });
  const probe = createHlsProbe();
  const encoders = ffmpegMediaPlane({ tls: { verify: false } });
  onTestFinished(async () => {
    await encoders.close();
    await Promise.all([platform.close(), another.close(), probe.close()]);
    await simulator.close();
  });
  const push = (endpoint: IngestEndpoint) =>
    encoders.startPush({ label: "an encoder", rtmpUrl: publishUrl(endpoint), output });
  return { simulator, platform, another, probe, push, call };
}

const patience = { timeoutMs: 40_000, intervalMs: 300 };

it("takes real RTMPS, says what arrives, plays it, cuts an old key, and keeps the show", {
  timeout: 120_000,
}, async () => {
  const { simulator, platform, another, probe, push, call } = await stage();
  const { handle } = await platform.createLiveStream(spec, call);
  const endpoint = await platform.getStreamKey(handle, call);
  expect(endpoint.url).toMatch(/^rtmps:\/\/127\.0\.0\.1:\d+\/live$/);
  const { url, variants } = await platform.getPlaybackUrl(handle, { purpose: "view" });
  expect(variants.map(({ kind }) => kind)).toEqual(["ll-hls", "dvr", "dash"]);
  expect((await probe.probe(url)).state).toBe("not-yet");
  const unsigned = url.replace(/\/[^/]+(?=\/manifest)/, `/${platform.inputIdOf(handle)}`);
  expect(await probe.probe(unsigned)).toMatchObject({ state: "unreachable" });

  const first = push(endpoint);
  const status = () => platform.getStreamStatus(handle, call);
  await waitUntil(async () => (await status()).ingest === "receiving", { ...patience, what: "an ingest" });
  const lastSegment = async (): Promise<number> => {
    const seen = await probe.probe(url);
    return seen.state === "playing" ? seen.lastSegment : -1;
  };
  await waitUntil(async () => (await lastSegment()) >= 1, { ...patience, what: "segments" });
  const { broadcastId } = await status();
  expect(simulator.inputs()).toMatchObject([{ connected: true, videoId: broadcastId }]);

  // Somebody watches: the minutes and the count follow what was really delivered.
  const playlist = await (await fetch(url)).text();
  expect(playlist).toContain("#EXTM3U");
  const watch = async (): Promise<void> => {
    const master = await fetch(url);
    const media = new URL(linesOf(await master.text())[0] ?? "", master.url);
    const segment = linesOf(await (await fetch(media)).text()).at(-1) ?? "";
    await (await fetch(new URL(segment, media))).arrayBuffer();
  };
  const range = () => ({ from: new Date(Date.now() - 3_600_000), to: new Date(Date.now() + 60_000) });
  await waitUntil(
    async () => {
      await watch();
      const { minutesDelivered } = await platform.getStreamAnalytics(handle, range(), call);
      return (minutesDelivered ?? 0) > 0;
    },
    { ...patience, what: "minutes delivered" },
  );
  // In another process, which has no count of a moment ago.
  await watch();
  const { viewers } = await another.getStreamStatus(handle, call);
  expect(viewers?.method).toBe("sampled");
  expect(viewers?.value).toBeGreaterThan(0);

  const fresh = await platform.rotateStreamKey(handle, call);
  expect(fresh.keyId).not.toBe(endpoint.keyId);
  await first.ended;
  const late = push(endpoint);
  expect(await late.ended).toBe("failed");
  const second = push(fresh);
  await waitUntil(async () => (await status()).ingest === "receiving", { ...patience, what: "the new publisher" });
  expect((await status()).broadcastId).toBe(broadcastId);

  const end = () => platform.endLiveStream(handle, { disposition: "reuse", recording: "keep" }, call);
  await waitUntil(async () => (await end()).state === "ended", { ...patience, what: "the end" });
  expect(await second.ended).toBe("failed");
  const vod = (await platform.getPlaybackUrl(handle, { purpose: "view" })).variants.find(({ kind }) => kind === "vod");
  expect(await probe.probe(vod?.url ?? "")).toMatchObject({ state: "playing" });
});

const linesOf = (playlist: string): string[] =>
  playlist.split("\n").filter((line) => line !== "" && !line.startsWith("#"));

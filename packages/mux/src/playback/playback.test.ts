import { createPublicKey, verify } from "node:crypto";
import { effectContext } from "@hybrid-stream/testkit";
import { expect, it } from "vitest";
import type { MuxBench } from "../../test/mux-bench.js";
import { liveOn, muxBench, namespace, spec } from "../../test/mux-bench.js";
import type { MuxOptions } from "../index.js";

const call = effectContext({ namespace });

async function signed(bench: MuxBench, options: Partial<MuxOptions> = {}) {
  const signingKey = bench.simulator.createSigningKey();
  const platform = bench.another({ signingKey, ...options });
  const { handle } = await platform.createLiveStream({ ...spec, access: "signed" }, call);
  return { platform, handle, signingKey };
}

const claimsOf = (url: string): unknown => {
  const [, claims = ""] = new URL(url).searchParams.get("token")?.split(".") ?? [];
  return JSON.parse(Buffer.from(claims, "base64url").toString());
};

it("signs with RS256, the key's id in the claims, for as long as was asked", async () => {
  const bench = muxBench();
  const { platform, handle, signingKey } = await signed(bench, { playbackRestrictionId: "restriction-1" });
  const { url, expiresAt } = await platform.getPlaybackUrl(handle, { purpose: "view", expiresInSeconds: 600 });
  const exp = bench.clock.now().getTime() / 1000 + 600;
  expect(expiresAt).toBe(new Date(exp * 1000).toISOString());
  expect(claimsOf(url)).toEqual({
    sub: handle.data.playbackId,
    aud: "v",
    exp,
    kid: signingKey.id,
    playback_restriction_id: "restriction-1",
  });
  const [header, claims, signature = ""] = new URL(url).searchParams.get("token")?.split(".") ?? [];
  const publicKey = createPublicKey(Buffer.from(signingKey.privateKey, "base64").toString());
  const bytes = Buffer.from(`${header}.${claims}`);
  expect(verify("RSA-SHA256", bytes, publicKey, Buffer.from(signature, "base64url"))).toBe(true);
});

it("plays with its token until it expires, and not without", async () => {
  const bench = muxBench();
  const { platform, handle } = await signed(bench);
  const { streamKey } = await platform.getStreamKey(handle, call);
  bench.simulator.connectEncoder(streamKey.reveal());
  const { url } = await platform.getPlaybackUrl(handle, { purpose: "view", expiresInSeconds: 60 });
  const statusOf = async (address: string): Promise<number> => (await bench.simulator.fetch(address)).status;
  expect(await statusOf(url)).toBe(412);
  await bench.clock.advance(10_000);
  expect(await statusOf(url)).toBe(302);
  expect(await statusOf(url.replace(/\?.*/, ""))).toBe(403);
  await bench.clock.advance(51_000);
  expect(await statusOf(url)).toBe(403);
});

it("refuses signed streams without a signing key, before anything is sent", async () => {
  const { platform, simulator } = muxBench();
  const creation = platform.createLiveStream({ ...spec, access: "signed" }, call);
  await expect(creation).rejects.toMatchObject({ code: "invalid-options", field: "signingKey" });
  expect(simulator.requests()).toEqual([]);
});

it("names the variants: LL-HLS where latency is low, the past while live, the recording afterwards", async () => {
  const bench = muxBench();
  const { platform, clock } = bench;
  const { handle, encoder } = await liveOn(bench, { latency: "low" });
  const kinds = async () =>
    (await platform.getPlaybackUrl(handle, { purpose: "view" })).variants.map(({ kind }) => kind);
  await platform.getStreamStatus(handle, call);
  expect(await kinds()).toEqual(["ll-hls", "dvr"]);
  expect((await platform.getPlaybackUrl(handle, { purpose: "view" })).latencySeconds.low).toBe(5);
  encoder.stop();
  await clock.advance(61_000);
  await platform.getStreamStatus(handle, call);
  expect(await kinds()).toEqual(["ll-hls", "vod"]);
});

it("knows the recording of an ended show again in another process, after one request", async () => {
  const bench = muxBench();
  const { handle } = await liveOn(bench);
  await bench.platform.endLiveStream(handle, { disposition: "retire", recording: "keep" }, call);
  const other = bench.another();
  expect((await other.getPlaybackUrl(handle, { purpose: "view" })).variants).toEqual([]);
  const recordings = await other.findRecordings(handle, call);
  expect(recordings).toMatchObject([{ assetId: bench.simulator.assetIds()[0], isLive: false, durationSeconds: 6 }]);
  const { variants } = await other.getPlaybackUrl(handle, { purpose: "view" });
  expect(variants).toEqual([{ kind: "vod", url: `https://stream.mux.com/${recordings[0]?.playbackId}.m3u8` }]);
});

it("has nothing to play for a stream whose creation is not known to have succeeded", async () => {
  const { platform } = muxBench();
  const data = { passthrough: "hs1/000000000000/1/ca", access: "public", latency: "standard" };
  const playback = platform.getPlaybackUrl({ provider: "mux", version: 1, data }, { purpose: "view" });
  await expect(playback).rejects.toMatchObject({ code: "playback-not-ready", provider: "mux" });
});

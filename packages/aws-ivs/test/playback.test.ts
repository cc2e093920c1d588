import { createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { effectContext } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { type AwsIvsOptions, createPlaybackKey } from "../src/index.js";
import { ivsBench, spec } from "./ivs-bench.js";

const call = effectContext();
const { privateKey, publicKey } = createPlaybackKey();

async function signedStream(playbackAuthorization: Partial<AwsIvsOptions["playbackAuthorization"]> = {}) {
  const bench = ivsBench({ options: { playbackAuthorization: { privateKey, ...playbackAuthorization } } });
  const { handle } = await bench.platform.createLiveStream({ ...spec, access: "signed" }, call);
  const tokenFor = async (viewer: { viewerId?: string; expiresInSeconds?: number } = {}) => {
    const playback = await bench.platform.getPlaybackUrl(handle, { purpose: "view", ...viewer });
    const token = new URL(playback.url).searchParams.get("token") ?? "";
    const [header = "", payload = "", signature = ""] = token.split(".");
    const read = (part: string): unknown => JSON.parse(Buffer.from(part, "base64url").toString());
    return {
      ...playback,
      token,
      header: read(header),
      claims: read(payload),
      signed: `${header}.${payload}`,
      signature,
    };
  };
  return { ...bench, handle, tokenFor };
}

describe("tokens", () => {
  it("are ES384 with 96 bytes of signature and whole seconds", async () => {
    const { tokenFor, clock, handle } = await signedStream();
    const { header, claims, signed, signature, expiresAt, token } = await tokenFor({ expiresInSeconds: 600 });
    expect(header).toEqual({ alg: "ES384", typ: "JWT" });
    const exp = Math.floor(clock.now().getTime() / 1000) + 600;
    expect(claims).toEqual({ "aws:channel-arn": handle.data.channelArn, exp });
    expect(expiresAt).toBe(new Date(exp * 1000).toISOString());
    const bytes = Buffer.from(signature, "base64url");
    expect(bytes).toHaveLength(96);
    const key = { key: createPublicKey(publicKey), dsaEncoding: "ieee-p1363" } as const;
    expect(verify("sha384", Buffer.from(signed), key, bytes)).toBe(true);
    expect(token.length).toBeLessThan(2048);
  });

  it("carry a viewer's id where that is wanted, and are then good for 10 minutes at most", async () => {
    const plain = await signedStream();
    expect((await plain.tokenFor({ viewerId: "viewer-1" })).claims).not.toHaveProperty("aws:viewer-id");
    const named = await signedStream({ includeViewerId: true });
    const { claims } = await named.tokenFor({ viewerId: "viewer-1", expiresInSeconds: 3600 });
    const exp = Math.floor(named.clock.now().getTime() / 1000) + 600;
    expect(claims).toMatchObject({ "aws:viewer-id": "viewer-1", exp });
    const long = await named.tokenFor({ viewerId: "v".repeat(100) });
    expect(long.claims).toMatchObject({ "aws:viewer-id": expect.stringMatching(/^[\w-]{40}$/) });
    await named.platform.revokeViewer({ stream: named.handle, viewerId: "viewer-1" }, call);
    expect(named.simulator.revokedViewers()).toEqual([
      { channelArn: named.handle.data.channelArn, viewerId: "viewer-1" },
    ]);
    const refused = plain.platform.revokeViewer({ stream: plain.handle, viewerId: "viewer-1" }, call);
    await expect(refused).rejects.toMatchObject({ code: "request-rejected", field: "viewerId" });
  });

  it("carry origins and the best rendition", async () => {
    const origins = ["https://shop.example", "https://*.shop.example"];
    const { tokenFor } = await signedStream({ origins, strictOrigin: true, maximumResolution: "HD" });
    expect((await tokenFor()).claims).toMatchObject({
      "aws:access-control-allow-origin": "https://shop.example,https://*.shop.example",
      "aws:strict-origin-enforcement": true,
      "aws:maximum-resolution": "HD",
    });
  });

  it("open the playback once their key is imported, and only that of their channel, until they end", async () => {
    const { tokenFor, platform, simulator, handle, clock } = await signedStream();
    const { streamKey } = await platform.getStreamKey(handle, call);
    simulator.publish({ streamKey: streamKey.reveal() });
    await clock.advance(10_000);
    const status = async (url: string): Promise<number> => (await simulator.fetch(url)).status;
    const { url } = await tokenFor({ expiresInSeconds: 60 });
    expect(await status(url)).toBe(403);
    const imported = await platform.importPlaybackKey({ name: "shop" }, call);
    expect(await status(url)).toBe(200);
    expect(await status(url.replace(/\?.*/, ""))).toBe(403);
    expect(await status(url.replace("token=ey", "token=ez"))).toBe(403);
    await clock.advance(60_000);
    expect(await status(url)).toBe(403);
    expect(await platform.listPlaybackKeys(call)).toEqual([{ arn: imported.arn, name: "shop" }]);
    await expect(platform.importPlaybackKey({}, call)).rejects.toMatchObject({ code: "conflict" });
    await platform.deletePlaybackKey(imported.arn, call);
    await platform.deletePlaybackKey(imported.arn, call);
    expect(await status((await tokenFor()).url)).toBe(403);
  });

  it("are made for a time that is one, and without an empty viewer", async () => {
    const { tokenFor } = await signedStream({ includeViewerId: true });
    for (const expiresInSeconds of [Number.NaN, Number.POSITIVE_INFINITY]) {
      await expect(tokenFor({ expiresInSeconds })).rejects.toMatchObject({ code: "request-rejected" });
    }
    expect((await tokenFor({ viewerId: "" })).claims).not.toHaveProperty("aws:viewer-id");
  });

  it("need a key on the right curve, and never show it", () => {
    const wrong = generateKeyPairSync("ec", { namedCurve: "prime256v1" }).privateKey;
    const pem = wrong.export({ type: "pkcs8", format: "pem" }).toString();
    for (const each of [pem, "not a key", publicKey]) {
      const field = "playbackAuthorization.privateKey";
      const make = () => ivsBench({ options: { playbackAuthorization: { privateKey: each } } });
      expect(make).toThrow(expect.objectContaining({ code: "invalid-options", field }));
      expect(make).not.toThrow(each);
    }
  });
});

it("sends no private key, however it came to be passed", async () => {
  const { platform, operations } = ivsBench();
  const pair = createPlaybackKey();
  const other = generateKeyPairSync("ec", { namedCurve: "prime256v1" }).publicKey;
  const wrongCurve = other.export({ type: "spki", format: "pem" }).toString();
  for (const publicKey of [pair.privateKey.reveal(), wrongCurve, "not a key", ""]) {
    const imported = platform.importPlaybackKey({ publicKey }, call);
    await expect(imported).rejects.toMatchObject({ code: "invalid-options", field: "publicKey" });
  }
  const named = platform.importPlaybackKey({ publicKey: pair.publicKey, name: "my key" }, call);
  await expect(named).rejects.toMatchObject({ code: "invalid-options", field: "name" });
  expect(operations()).not.toContain("ImportPlaybackKeyPair");
});

it("an account has three keys and three policies; those that are used cannot be deleted", async () => {
  const { platform, another } = ivsBench();
  for (let made = 0; made < 3; made += 1) await platform.importPlaybackKey(createPlaybackKey(), call);
  const fourth = platform.importPlaybackKey(createPlaybackKey(), call);
  await expect(fourth).rejects.toMatchObject({ code: "quota-exhausted", fault: "quota" });
  await expect(platform.importPlaybackKey({}, call)).rejects.toMatchObject({ field: "publicKey" });

  const wanted = { countries: ["DE", "FR"], origins: ["https://shop.example"], strictOrigin: true };
  const policy = await platform.createPlaybackRestrictionPolicy(wanted, call);
  await platform.createPlaybackRestrictionPolicy({}, call);
  await platform.createPlaybackRestrictionPolicy({ name: "third" }, call);
  expect(await platform.listPlaybackRestrictionPolicies(call)).toHaveLength(3);
  await expect(platform.createPlaybackRestrictionPolicy({}, call)).rejects.toMatchObject({ code: "quota-exhausted" });
  const mistaken = platform.createPlaybackRestrictionPolicy({ countries: ["Germany"] }, call);
  await expect(mistaken).rejects.toMatchObject({ code: "invalid-options", field: "countries[0]" });
  await another({ playbackRestrictionPolicyArn: policy.arn }).createLiveStream(spec, call);
  const used = platform.deletePlaybackRestrictionPolicy(policy.arn, call);
  await expect(used).rejects.toMatchObject({ code: "conflict" });
});

it("records by a configuration that is waited for, and offers the show once IVS says that it is there", async () => {
  const bench = ivsBench({ options: { recordingsUrl: "https://bucket.example/recordings" } });
  const { platform, simulator, clock } = bench;
  const configuration = await platform.createRecordingConfiguration({ bucket: "shows" }, call);
  expect(configuration.state).toBe("active");
  simulator.setBucketBroken("elsewhere", true);
  const failed = platform.createRecordingConfiguration({ bucket: "elsewhere" }, call);
  await expect(failed).rejects.toMatchObject({ code: "conflict", field: "bucket" });

  const recording = bench.another({ recordingConfigurationArn: configuration.arn });
  const { handle } = await recording.createLiveStream({ ...spec, recording: true }, call);
  const { streamKey } = await recording.getStreamKey(handle, call);
  simulator.publish({ streamKey: streamKey.reveal() });
  await clock.advance(20_000);
  await recording.endLiveStream(handle, { disposition: "reuse", recording: "keep" }, call);
  await clock.advance(2000);
  const { variants } = await recording.getPlaybackUrl(handle, { purpose: "view" });
  const address =
    /^https:\/\/bucket\.example\/recordings\/ivs\/v1\/123456789012\/\w+\/2026\/.+\/media\/hls\/master\.m3u8$/;
  expect(variants).toEqual([{ kind: "vod", url: expect.stringMatching(address) }]);
  await expect(platform.deleteRecordingConfiguration(configuration.arn, call)).rejects.toMatchObject({
    code: "conflict",
  });
});

it("offers no older recording for a newer one, and none of a show that was to leave nothing, however late it is told", async () => {
  const media = { hls: { path: "media/hls", playlist: "master.m3u8" } };
  const options = { recordingsUrl: "https://bucket.example", fetch: async () => Response.json({ media }) };
  const { platform, clock } = ivsBench({ options });
  const { handle } = await platform.createLiveStream(spec, call);
  const tell = (show: string, [from, to]: readonly [number, number]) =>
    platform.parseEvent({
      id: show,
      source: "aws.ivs",
      "detail-type": "IVS Recording State Change",
      time: new Date(to).toISOString(),
      resources: [handle.data.channelArn],
      detail: {
        recording_status: "Recording End",
        recording_s3_key_prefix: `ivs/${show}`,
        recording_duration_ms: to - from,
      },
    });
  const offered = async () =>
    (await platform.getPlaybackUrl(handle, { purpose: "view" })).variants.map(({ url }) => url.split("/")[4]);
  const began = clock.now().getTime();
  await tell("second", [began + 60_000, began + 90_000]);
  await tell("first", [began, began + 30_000]);
  expect(await offered()).toEqual(["second"]);
  await clock.advance(200_000);
  await platform.endLiveStream(handle, { disposition: "reuse", recording: "delete" }, call);
  await platform.getStreamKey(handle, effectContext({ session: 2 }));
  await tell("third", [began + 100_000, began + 230_000]);
  expect(await offered()).toEqual([]);
  await tell("fourth", [began + 300_000, began + 330_000]);
  expect(await offered()).toEqual(["fourth"]);
});

it("puts metadata into what is live, by bytes, at most five a second", async () => {
  const bench = ivsBench();
  const { platform, simulator, clock, undriven, drive } = bench;
  const { handle } = await platform.createLiveStream(spec, call);
  const put = (text: string) => platform.putMetadata({ stream: handle, text }, call);
  await expect(put("hello")).rejects.toMatchObject({ code: "conflict" });
  const { streamKey } = await platform.getStreamKey(handle, call);
  simulator.publish({ streamKey: streamKey.reveal() });
  for (const text of ["", "ä".repeat(501)]) {
    await expect(put(text)).rejects.toMatchObject({ code: "request-rejected", field: "text" });
  }
  const began = clock.monotonic();
  const texts = Array.from({ length: 20 }, (_, index) => `price ${index}`);
  await drive(Promise.all(texts.map((text) => undriven.putMetadata({ stream: handle, text }, call))));
  expect(simulator.channels()[0]?.metadata).toEqual(texts);
  expect(clock.monotonic() - began).toBeGreaterThanOrEqual(3000);
});

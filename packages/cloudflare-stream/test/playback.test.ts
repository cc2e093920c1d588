import { createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { describe, expect, it } from "vitest";
import { apiToken } from "./simulated-platform.js";
import { errorOf, spec, virtualPlatform } from "./virtual-platform.js";

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const jwk = Buffer.from(JSON.stringify({ kid: "key-1", ...privateKey.export({ format: "jwk" }) })).toString("base64");
const pem = Buffer.from(privateKey.export({ format: "pem", type: "pkcs1" }).toString()).toString("base64");
const signed = { ...spec, access: "signed" } as const;
const jsonOf = (part: string | undefined): Record<string, unknown> =>
  JSON.parse(Buffer.from(part ?? "", "base64url").toString());

/** The token in an address, checked against the key. */
function tokenIn(url: string) {
  const token = new URL(url).pathname.split("/")[1] ?? "";
  const [header, claims, signature = ""] = token.split(".");
  const isGood = verify(
    "RSA-SHA256",
    Buffer.from(`${header}.${claims}`),
    createPublicKey(privateKey),
    Buffer.from(signature, "base64url"),
  );
  return { isGood, header: jsonOf(header), claims: jsonOf(claims) };
}

describe("playback", () => {
  it("has every way to watch, by the input's id while nothing runs and by the broadcast's for DVR", async () => {
    const { platform, call, live, clock } = virtualPlatform();
    const { handle } = await platform.createLiveStream({ ...spec, latency: "low" }, call("a-quiet-show"));
    const base = `https://customer-simulated.cloudflarestream.com/${platform.inputIdOf(handle)}`;
    expect(await platform.getPlaybackUrl(handle, { purpose: "view" })).toEqual({
      kind: "hls",
      url: `${base}/manifest/video.m3u8`,
      latencySeconds: { low: 10, high: 30 },
      expiresAt: null,
      variants: [
        { kind: "ll-hls", url: `${base}/manifest/video.m3u8?protocol=llhls` },
        { kind: "dvr", url: `${base}/manifest/video.m3u8?dvrEnabled=true` },
        { kind: "dash", url: `${base}/manifest/video.mpd` },
      ],
    });
    const onAir = await live();
    await clock.advance(1000);
    const { broadcastId } = await platform.getStreamStatus(onAir.handle, call());
    const { variants } = await platform.getPlaybackUrl(onAir.handle, { purpose: "view" });
    expect(variants.find(({ kind }) => kind === "dvr")?.url).toBe(
      `https://customer-simulated.cloudflarestream.com/${broadcastId}/manifest/video.m3u8?dvrEnabled=true`,
    );
  });

  it("is refused for a life that is no number", async () => {
    const { platform, call } = virtualPlatform({ signingKey: { id: "key-1", jwk } });
    const { handle } = await platform.createLiveStream(signed, call());
    const asked = platform.getPlaybackUrl(handle, { purpose: "view", expiresInSeconds: Number.NaN });
    expect(await errorOf(asked)).toMatchObject({ code: "request-rejected", field: "expiresInSeconds" });
  });

  it.each([
    ["jwk", { id: "key-1", jwk }],
    ["pem", { id: "key-1", pem }],
  ])("is signed here with a key given as %s, as Cloudflare wants it, for a day at most", async (_, signingKey) => {
    const accessRules = [{ type: "ip.geoip.country", action: "block", country: ["XX"] }] as const;
    const { platform, call, clock, sent } = virtualPlatform({ signingKey, accessRules });
    const { handle } = await platform.createLiveStream(signed, call());
    const before = sent();
    const { url, expiresAt } = await platform.getPlaybackUrl(handle, { purpose: "view", expiresInSeconds: 600 });
    const now = clock.now().getTime() / 1000;
    expect(tokenIn(url)).toEqual({
      isGood: true,
      header: { alg: "RS256", kid: "key-1" },
      claims: { sub: platform.inputIdOf(handle), kid: "key-1", exp: now + 600, nbf: now - 60, accessRules },
    });
    expect(expiresAt).toBe(new Date((now + 600) * 1000).toISOString());
    const longest = await platform.getPlaybackUrl(handle, { purpose: "view", expiresInSeconds: 10_000_000 });
    expect(tokenIn(longest.url).claims.exp).toBe(now + 86_400);
    expect(sent()).toBe(before);
  });

  it("cannot be signed without a key: neither at creation nor for a stream of another process", async () => {
    const { platform, call } = virtualPlatform();
    expect(await errorOf(platform.createLiveStream(signed, call()))).toMatchObject({
      code: "request-rejected",
      field: "access",
    });
    const data = { inputId: "input-1", access: "signed", lowLatency: false, customerCode: "abc" };
    const handle = { provider: platform.id, version: 1, data };
    expect(await errorOf(platform.getPlaybackUrl(handle, { purpose: "view" }))).toMatchObject({ field: "signingKey" });
  });

  it("lets viewers in with a token of a known key, until it expires or the key is deleted", async () => {
    const bench = virtualPlatform();
    const { simulator, call, clock } = bench;
    const created = await bench.platform.signingKeys.create(call());
    expect(JSON.stringify(created)).not.toMatch(/[\w+/]{60}/);
    const { credentials, fetch } = simulator;
    const { cloudflareStream } = await import("../src/index.js");
    const platform = cloudflareStream({
      ...credentials,
      fetch,
      clock,
      signingKey: { id: created.id, jwk: created.jwk },
    });
    const { handle } = await platform.createLiveStream(signed, call());
    simulator.connect((await platform.getStreamKey(handle, call())).streamKey.reveal());
    await clock.advance(10_000);
    const { url } = await platform.getPlaybackUrl(handle, { purpose: "view", expiresInSeconds: 60 });
    const statusOf = async (address: string) => (await fetch(address)).status;
    expect(await statusOf(url)).toBe(200);
    expect(await statusOf(url.replace(/\/ey[^/]+/, `/${platform.inputIdOf(handle)}`))).toBe(401);
    await clock.advance(61_000);
    expect(await statusOf(url)).toBe(401);
    const again = await platform.getPlaybackUrl(handle, { purpose: "view" });
    expect(await statusOf(again.url)).toBe(200);
    expect(await platform.signingKeys.list(call())).toMatchObject([{ id: created.id }]);
    await platform.signingKeys.delete(created.id, call());
    await platform.signingKeys.delete(created.id, call());
    expect(await statusOf(again.url)).toBe(401);
    await platform.close();
  });

  it("refuses a customer code that is not the account's, and says when it knows none", async () => {
    const { platform, call } = virtualPlatform({ customerCode: "another" });
    expect(await errorOf(platform.createLiveStream(spec, call()))).toMatchObject({
      code: "invalid-options",
      field: "customerCode",
      message: expect.stringContaining("simulated"),
    });
    const unknowing = virtualPlatform();
    const data = { inputId: "input-1", access: "public", lowLatency: false, customerCode: null };
    const handle = { provider: unknowing.platform.id, version: 1, data };
    expect(await errorOf(unknowing.platform.getPlaybackUrl(handle, { purpose: "view" }))).toMatchObject({
      code: "playback-not-ready",
    });
  });

  it("is looked at without the API token", async () => {
    const { platform, simulator, call, live, lines } = virtualPlatform();
    const { handle } = await live();
    await platform.getStreamStatus(handle, call());
    const host = simulator.requests().filter(({ operation }) => operation === "lifecycle" || operation === "views");
    expect(host.map(({ operation, hadToken }) => [operation, hadToken])).toEqual([
      ["lifecycle", false],
      ["views", false],
    ]);
    expect(lines.join("\n")).not.toContain(apiToken);
  });
});

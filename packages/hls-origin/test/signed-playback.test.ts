import { describe, expect, it } from "vitest";
import { decode } from "./support/decode.js";
import {
  get,
  hasSegments,
  mediaPlaylists,
  originUnderTest,
  publisher,
  segmentNames,
} from "./support/origin-under-test.js";

describe("signed playback", () => {
  it("plays with its token, and with no other, no older and none at all", async () => {
    const { create, origin, clock, log } = originUnderTest();
    const stream = await create({ access: "signed" }, "signed");
    const other = await create({ access: "signed" }, "other");
    publisher(await stream.key());
    const playlist = await stream.untilPlaylist("two segments", hasSegments(2));
    const { url, expiresAt } = await origin.getPlaybackUrl(stream.handle, {
      purpose: "view",
      viewerId: "anna",
      expiresInSeconds: 600,
    });
    expect(Date.parse(expiresAt ?? "") - clock.now().getTime()).toBeLessThanOrEqual(600_000);
    expect((await decode(url)).pictures).toBe(25);

    const { pathname } = new URL(url);
    const [, , token = "", streamId = ""] = pathname.split("/");
    const [name = ""] = segmentNames(playlist);
    const at = (path: string) => get(new URL(path, url)).then(({ status }) => status);
    const otherToken = new URL(other.url).pathname.split("/")[2] ?? "";
    for (const file of ["index.m3u8", "source.m3u8", name]) {
      expect(await at(`/v/${token}/${streamId}/${file}`)).toBe(200);
      expect(await at(`/live/${streamId}/${file}`)).toBe(403);
      expect(await at(`/v/${otherToken}/${streamId}/${file}`)).toBe(403);
      expect(await at(`/v/${token.slice(0, -2)}xx/${streamId}/${file}`)).toBe(403);
      expect(await at(`/v/x/${streamId}/${file}`)).toBe(403);
    }
    clock.ahead(600_001);
    expect(await at(`/v/${token}/${streamId}/index.m3u8`)).toBe(403);
    expect(await at(`/v/${token}/${streamId}/${name}`)).toBe(403);
    for (const secret of [token, otherToken]) expect(log.lines.join("\n")).not.toContain(secret);
  });

  it("is never good for longer than the origin allows", async () => {
    const { create, origin, clock } = originUnderTest({ signedPlayback: { maxTtlSeconds: 60 } });
    const stream = await create({ access: "signed" });
    const { expiresAt } = await origin.getPlaybackUrl(stream.handle, { purpose: "view", expiresInSeconds: 3600 });
    expect(Date.parse(expiresAt ?? "") - clock.now().getTime()).toBeLessThanOrEqual(60_000);
  });

  it("counts viewers, and no probes", async () => {
    const { create } = originUnderTest();
    const stream = await create({ access: "signed" });
    publisher(await stream.key());
    await stream.untilPlaylist("a segment", hasSegments(1));
    const [playlist = ""] = await mediaPlaylists(stream.url);
    await get(playlist);
    const [probed = ""] = await mediaPlaylists(stream.probeUrl);
    expect(probed).not.toContain("?s=");
    await get(probed);
    expect((await stream.status()).viewers?.value).toBe(1);
  });

  it("is refused where another web server serves the directory", async () => {
    const { create, origin } = originUnderTest({ http: { serve: "directory", publicUrl: "https://cdn.example.com" } });
    expect(origin.capabilities.signedPlayback).toBe(false);
    await expect(create({ access: "signed" })).rejects.toMatchObject({ code: "request-rejected", field: "access" });
  });
});

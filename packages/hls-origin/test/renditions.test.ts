import { waitUntil } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { probeAddress } from "./support/decode.js";
import { get, mediaPlaylists, originUnderTest, publisher, segmentNames } from "./support/origin-under-test.js";

describe("a ladder", () => {
  it("gives a 720p source a smaller rendition beside itself, and none of its own size or above", async () => {
    const { create, origin } = originUnderTest({ ladder: ["1080p", "720p", "480p"] });
    expect(origin.capabilities.adaptiveBitrate).toBe(true);
    const stream = await create();
    publisher(await stream.key(), { size: "1280x720" });
    await waitUntil(async () => (await mediaPlaylists(stream.probeUrl)).length === 2, { timeoutMs: 40_000 });
    const entry = (await get(stream.probeUrl)).text;
    expect(entry).toMatch(/BANDWIDTH=\d+,AVERAGE-BANDWIDTH=\d+,CODECS="[^"]+",RESOLUTION=1280x720\nsource\.m3u8\n/);
    expect(entry).toMatch(/BANDWIDTH=\d+,AVERAGE-BANDWIDTH=\d+,CODECS="[^"]+",RESOLUTION=854x480\n480p\.m3u8\n/);
    const [, small = ""] = await mediaPlaylists(stream.probeUrl);
    expect(await probeAddress(small)).toContain("h264,854,480");
    const playlists = await Promise.all(
      (await mediaPlaylists(stream.probeUrl)).map(async (url) => (await get(url)).text),
    );
    const starts = playlists.map((text) => /PROGRAM-DATE-TIME:(.*)/.exec(text)?.[1]);
    expect(starts[0]).toBe(starts[1]);
  });

  it("adds nothing to a source that is small already", async () => {
    const { create } = originUnderTest({ ladder: ["480p"] });
    const stream = await create();
    publisher(await stream.key());
    await waitUntil(async () => (await mediaPlaylists(stream.probeUrl)).length > 0);
    expect(await mediaPlaylists(stream.probeUrl)).toHaveLength(1);
  });
});

describe("a longer window", () => {
  it("lets viewers go back where the live playlist does not reach any more", async () => {
    const { create, origin } = originUnderTest({ windowSegments: 3, dvrSeconds: 600 });
    const stream = await create();
    publisher(await stream.key());
    await stream.untilPlaylist("a window that has slid", (text) => !text.includes("p0/source/0.m4s"));
    const { variants } = await origin.getPlaybackUrl(stream.handle, { purpose: "probe" });
    expect(variants.map(({ kind }) => kind)).toEqual(["dvr"]);
    const [dvr = ""] = await mediaPlaylists(variants[0]?.url ?? "");
    expect(segmentNames((await get(dvr)).text)[0]).toBe("p0/source/0.m4s");
    expect((await get(new URL("p0/source/0.m4s", dvr))).status).toBe(200);
  });
});

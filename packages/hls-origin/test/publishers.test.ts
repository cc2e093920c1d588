import { waitUntil } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { decode } from "./support/decode.js";
import {
  get,
  h264,
  hasSegments,
  originSecret,
  originUnderTest,
  picturePublisher,
  publisher,
  segmentNames,
  sourcePlaylist,
  tagNumber,
} from "./support/origin-under-test.js";

const names = (publish: number) => (playlist: string) =>
  segmentNames(playlist).some((name) => name.startsWith(`p${publish}/`));

describe("a publisher", () => {
  it("that comes back with another size goes on in the same broadcast, behind a discontinuity", async () => {
    const { create } = originUnderTest();
    const stream = await create();
    const endpoint = await stream.key();
    const first = publisher(endpoint);
    await stream.untilPlaylist("two segments", hasSegments(2));
    const { broadcastId } = await stream.status();
    first.child.kill("SIGTERM");
    await first.ended;
    await waitUntil(async () => (await stream.status()).ingest === "interrupted");
    publisher(endpoint, { size: "640x360" });
    const playlist = await stream.untilPlaylist("a segment of the second publish", names(1));
    expect((await stream.status()).broadcastId).toBe(broadcastId);
    const lines = playlist.split("\n");
    const seam = lines.indexOf("#EXT-X-DISCONTINUITY");
    expect(lines[seam + 1]).toBe('#EXT-X-MAP:URI="p1/source/init.mp4"');
    expect(lines.filter((line) => line === "#EXT-X-DISCONTINUITY")).toHaveLength(1);
    expect(tagNumber(playlist, "EXT-X-MEDIA-SEQUENCE")).toBe(0);
    const dates = [...playlist.matchAll(/PROGRAM-DATE-TIME:(.*)/g)].map((match) => Date.parse(match[1] ?? ""));
    expect(dates).toEqual([...dates].sort((one, other) => one - other));
    expect((await get(stream.url)).text).toContain("RESOLUTION=640x360");
    const { pictures } = await decode(stream.url);
    expect(pictures).toBe(25);

    const later = await stream.untilPlaylist(
      "a window that has slid past the first publish",
      (text) => !names(0)(text),
    );
    expect(tagNumber(later, "EXT-X-DISCONTINUITY-SEQUENCE")).toBe(1);
    expect(tagNumber(later, "EXT-X-MEDIA-SEQUENCE")).toBeGreaterThan(1);
    expect(later).not.toContain("#EXT-X-DISCONTINUITY\n");
    await waitUntil(async () => (await get(new URL("p0/source/0.m4s", stream.url))).status === 404);
  });

  it("that comes back too late begins a new broadcast", async () => {
    const { create, clock } = originUnderTest();
    const stream = await create({ continuityWindowSeconds: 5 });
    const endpoint = await stream.key();
    const first = publisher(endpoint);
    const before = await stream.untilPlaylist("a segment", hasSegments(1));
    const { broadcastId } = await stream.status();
    first.child.kill("SIGTERM");
    await first.ended;
    await waitUntil(async () => (await stream.status()).ingest === "interrupted");
    clock.ahead(6_000);
    await waitUntil(async () => (await stream.status()).ingest === "idle");
    expect(await sourcePlaylist(stream.probeUrl)).toContain("#EXT-X-ENDLIST");
    publisher(endpoint);
    const after = await stream.untilPlaylist("the new broadcast", names(1));
    expect(after).not.toContain("#EXT-X-ENDLIST");
    expect(names(0)(after)).toBe(false);
    expect((await stream.status()).broadcastId).not.toBe(broadcastId);
    expect(tagNumber(after, "EXT-X-MEDIA-SEQUENCE")).toBeGreaterThanOrEqual(segmentNames(before).length);
  });

  it("is cut by a rotation, and its old key is refused from then on", async () => {
    const { create, log } = originUnderTest();
    const stream = await create();
    const old = await stream.key();
    const first = publisher(old);
    await stream.untilPlaylist("a segment", hasSegments(1));
    const fresh = await stream.rotate();
    expect(fresh.keyId).not.toBe(old.keyId);
    await first.ended;
    const refused = await publisher(old, { seconds: 2 }).ended;
    expect(refused.code).not.toBe(0);
    publisher(fresh);
    await stream.untilPlaylist("a segment of the new publisher", names(1));
    const logged = log.lines.join("\n");
    for (const secret of [old, fresh].map(({ streamKey }) => streamKey.reveal())) expect(logged).not.toContain(secret);
    expect(logged).not.toContain(originSecret);
  });

  it("cannot push a live one off its key, but takes over from one that has gone silent", async () => {
    const { create, clock } = originUnderTest();
    const stream = await create();
    const endpoint = await stream.key();
    const first = publisher(endpoint);
    await stream.untilPlaylist("a segment", hasSegments(1));
    const second = await publisher(endpoint, { seconds: 2 }).ended;
    expect(second.code).not.toBe(0);
    expect(second.errors).toContain("Another publisher is live");
    expect((await stream.status()).ingest).toBe("receiving");
    // Frozen, its connection stays open: as half-open as a lost network leaves it.
    first.child.kill("SIGSTOP");
    await waitUntil(async () => {
      clock.ahead(500);
      return (await stream.status()).ingest === "interrupted";
    });
    publisher(endpoint);
    await stream.untilPlaylist("a segment of the second publisher", names(1));
  });

  it("whose picture is no H.264 is refused, and the status says why", async () => {
    const { create } = originUnderTest();
    const stream = await create();
    picturePublisher(await stream.key(), "-c:v", "flv1");
    await waitUntil(async () => (await stream.status()).ingest === "refused");
    expect((await stream.status()).error).toMatchObject({ code: "request-rejected" });
  });
});

describe("a publisher without sound", () => {
  it("is packaged as it is", async () => {
    const { create } = originUnderTest();
    const stream = await create();
    picturePublisher(await stream.key(), ...h264(25));
    await stream.untilPlaylist("two segments", hasSegments(2));
    expect((await get(stream.url)).text).toMatch(/CODECS="avc1\.[0-9a-f]{6}"/);
  });
});

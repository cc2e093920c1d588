import { get as httpGet } from "node:http";
import { gunzipSync } from "node:zlib";
import { waitUntil } from "@hybrid-stream/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decode, probeAddress } from "./support/decode.js";
import {
  get,
  hasSegments,
  mediaPlaylists,
  originUnderTest,
  publisher,
  segmentNames,
} from "./support/origin-under-test.js";

describe.each(["fmp4", "ts"] as const)("a stream in %s segments", (container) => {
  it("plays: pictures move, sound is heard, nothing is complained about", async () => {
    const { create } = originUnderTest({ container });
    const stream = await create();
    publisher(await stream.key());
    const playlist = await stream.untilPlaylist("three segments", hasSegments(3));
    const extension = container === "fmp4" ? "m4s" : "ts";
    expect(segmentNames(playlist)[0]).toBe(`p0/source/0.${extension}`);
    // The development ffprobe of 2018 dies of a segmentation fault on any live playlist of MPEG-TS.
    if (container === "fmp4") expect(await probeAddress(stream.url)).toContain("h264,320,180");
    const { size, pictures, meanVolume, complaints } = await decode(stream.url);
    expect(size).toBe("320x180");
    expect(pictures).toBe(25);
    expect(meanVolume).toBeGreaterThan(-40);
    expect(complaints).toBe("");
    const entry = await get(stream.url);
    expect(entry.text).toContain("RESOLUTION=320x180");
    if (container === "fmp4") expect(entry.text).toMatch(/CODECS="avc1\.[0-9a-f]{6},mp4a\.40\.2"/);
  });
});

/** The body as it came over the wire, not unpacked. */
function raw(url: string, headers: Record<string, string>): Promise<{ body: Buffer; encoding: string | undefined }> {
  return new Promise((resolve, reject) => {
    httpGet(url, { headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ body: Buffer.concat(chunks), encoding: response.headers["content-encoding"] }),
      );
    }).on("error", reject);
  });
}

describe("HTTP", () => {
  it("serves playlists and segments as players and CDNs want them", async () => {
    const { create } = originUnderTest({ cors: ["https://shop.example"] });
    const stream = await create();
    const notYet = await get(stream.url);
    expect({ status: notYet.status, body: JSON.parse(notYet.text) }).toEqual({
      status: 404,
      body: { error: "not-live" },
    });
    publisher(await stream.key());
    const playlist = await stream.untilPlaylist("two segments", hasSegments(2));

    const [mediaUrl = ""] = await mediaPlaylists(stream.url);
    const entry = await get(stream.url);
    expect(entry.headers.get("cache-control")).toBe("no-store");
    const media = await get(mediaUrl, { origin: "https://shop.example", "accept-encoding": "identity" });
    expect(media.headers.get("content-type")).toBe("application/vnd.apple.mpegurl");
    expect(media.headers.get("cache-control")).toBe("public, max-age=1");
    expect(media.headers.get("access-control-allow-origin")).toBe("https://shop.example");
    expect(
      (await get(mediaUrl, { origin: "https://other.example" })).headers.get("access-control-allow-origin"),
    ).toBeNull();
    const packed = await raw(mediaUrl, { "accept-encoding": "gzip" });
    expect(packed.encoding).toBe("gzip");
    expect(gunzipSync(packed.body).toString()).toMatch(/^#EXTM3U\n/);
    expect((await raw(mediaUrl, { "accept-encoding": "gzip;q=0" })).encoding).toBeUndefined();

    const [name = ""] = segmentNames(playlist);
    const segmentUrl = new URL(name, mediaUrl).href;
    const segment = await fetch(segmentUrl);
    const whole = Buffer.from(await segment.arrayBuffer());
    expect(segment.headers.get("content-type")).toBe("video/iso.segment");
    expect(segment.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(segment.headers.get("accept-ranges")).toBe("bytes");
    expect(Number(segment.headers.get("content-length"))).toBe(whole.length);

    const part = await fetch(segmentUrl, { headers: { range: "bytes=10-19" } });
    expect({ status: part.status, range: part.headers.get("content-range") }).toEqual({
      status: 206,
      range: `bytes 10-19/${whole.length}`,
    });
    expect(Buffer.from(await part.arrayBuffer()).equals(whole.subarray(10, 20))).toBe(true);
    const beyond = await fetch(segmentUrl, { headers: { range: `bytes=${whole.length}-` } });
    expect({ status: beyond.status, range: beyond.headers.get("content-range") }).toEqual({
      status: 416,
      range: `bytes */${whole.length}`,
    });
    const etag = segment.headers.get("etag") ?? "";
    expect((await fetch(segmentUrl, { headers: { "if-none-match": etag } })).status).toBe(304);
    const stale = await fetch(segmentUrl, { headers: { range: "bytes=0-1", "if-range": '"another"' } });
    expect(stale.status).toBe(200);
    await stale.arrayBuffer();
    const head = await fetch(segmentUrl, { method: "HEAD" });
    expect(Number(head.headers.get("content-length"))).toBe(whole.length);
    expect((await head.arrayBuffer()).byteLength).toBe(0);

    const preflight = await fetch(segmentUrl, { method: "OPTIONS", headers: { origin: "https://shop.example" } });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-methods")).toContain("GET");
    expect((await fetch(segmentUrl, { method: "POST" })).status).toBe(405);
    const initUrl = new URL("p0/source/init.mp4", mediaUrl);
    expect((await get(initUrl)).headers.get("content-type")).toBe("video/mp4");
  });

  it("answers the same playlist with 304 until it changes", async () => {
    const { create } = originUnderTest();
    const stream = await create();
    const running = publisher(await stream.key());
    await stream.untilPlaylist("two segments", hasSegments(2));
    running.child.kill("SIGTERM");
    await running.ended;
    await waitUntil(async () => (await stream.status()).ingest === "interrupted");
    const [mediaUrl = ""] = await mediaPlaylists(stream.url);
    const unchanged = async (): Promise<number> => {
      const etag = (await get(mediaUrl)).headers.get("etag") ?? "";
      return (await get(mediaUrl, { "if-none-match": etag })).status;
    };
    await waitUntil(async () => (await unchanged()) === 304, { what: "a playlist that stands still" });
    await stream.end({ disposition: "reuse", recording: "keep" });
    const ended = await get(mediaUrl);
    expect(ended.text).toContain("#EXT-X-ENDLIST");
  });

  it("serves nothing but what its tables name, whatever the path", async () => {
    const { create } = originUnderTest();
    const stream = await create();
    publisher(await stream.key());
    await stream.untilPlaylist("a segment", hasSegments(1));
    const { origin, pathname } = new URL(stream.url);
    const folder = pathname.slice(0, pathname.lastIndexOf("/"));
    const piece = fc.constantFrom(
      "..",
      ".",
      "p0",
      "source",
      "state",
      "live",
      "%2e%2e",
      "..%2f",
      "init.mp4",
      "ffmpeg.m3u8",
      "0.m4s",
      "\\",
      "",
    );
    const paths = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join("/"));
    const allowed = /\/p0\/source\/(init\.mp4|\d+\.m4s)$/;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(folder, "/live", "", "/v/x"), paths, async (prefix, path) => {
        // Not by fetch, which tidies the path first.
        const status = await rawStatus(origin, `${prefix}/${path}`);
        const isServed = allowed.test(`${prefix}/${path}`) && prefix === folder && !path.includes("..");
        if (!isServed) expect([403, 404]).toContain(status);
      }),
      { numRuns: 300 },
    );
    for (const path of [
      "/../state/x.json",
      "/p0/source/ffmpeg.m3u8",
      "/../../.hls-origin.lock",
      "/p0/source/../source/0.m4s",
    ]) {
      expect(await rawStatus(origin, `${folder}${path}`)).toBe(404);
    }
  });
});

function rawStatus(origin: string, path: string): Promise<number> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    httpGet({ hostname, port, path: path === "" ? "/" : path }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    }).on("error", reject);
  });
}

describe("viewers", () => {
  it("are counted by playback session, without probes, and are gone after the end", async () => {
    const { create, clock } = originUnderTest();
    const stream = await create();
    publisher(await stream.key());
    await stream.untilPlaylist("a segment", hasSegments(1));
    expect((await stream.status()).viewers).toMatchObject({ value: 0, method: "exact" });
    const players = await Promise.all([
      mediaPlaylists(stream.url),
      mediaPlaylists(stream.url),
      mediaPlaylists(stream.url),
    ]);
    expect((await stream.status()).viewers?.value).toBe(0);
    for (const [url = ""] of [...players, ...players]) await get(url);
    expect((await stream.status()).viewers?.value).toBe(3);
    clock.ahead(9_000);
    await get(players[0]?.[0] ?? "");
    clock.ahead(3_000);
    expect((await stream.status()).viewers?.value).toBe(1);
    await stream.end({ disposition: "reuse", recording: "keep" });
    expect((await stream.status()).viewers?.value).toBe(0);
  });

  it("and what was delivered to them stand in the analytics", async () => {
    const { create } = originUnderTest();
    const stream = await create();
    publisher(await stream.key());
    const playlist = await stream.untilPlaylist("two segments", hasSegments(2));
    const before = await stream.analytics();
    const [name = ""] = segmentNames(playlist);
    const segment = await fetch(new URL(name, stream.url));
    const { byteLength } = await segment.arrayBuffer();
    await waitUntil(
      async () => ((await stream.analytics()).bytesDelivered ?? 0) >= (before.bytesDelivered ?? 0) + byteLength,
    );
    const after = await stream.analytics();
    const seconds = Number(/#EXTINF:([\d.]+)/.exec(playlist)?.[1]);
    expect((after.minutesDelivered ?? 0) - (before.minutesDelivered ?? 0)).toBeCloseTo(seconds / 60, 5);
    expect(after.minutesReceived).toBeGreaterThan(0);
    expect(after.averageBitrateKbps).toBeGreaterThan(10);
  });

  it("are not counted behind a CDN, where every answer is the same for all", async () => {
    const { create, origin } = originUnderTest({ behindCdn: true });
    expect(origin.capabilities.viewerCount).toBe("none");
    const stream = await create();
    publisher(await stream.key());
    await stream.untilPlaylist("a segment", hasSegments(1));
    expect(stream.probeUrl).toBe(stream.url);
    const [one, other] = [await get(stream.url), await get(stream.url)];
    expect(one.text).toContain("\nsource.m3u8\n");
    expect(other.headers.get("cache-control")).toBe("public, max-age=1");
    expect((await stream.status()).viewers).toBeNull();
  });
});

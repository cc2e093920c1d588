import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { waitUntil } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { type HlsOriginOptions, hlsOrigin, type StorageOptions } from "../src/index.js";
import { decode } from "./support/decode.js";
import { type Fault, faultBucket } from "./support/fault-bucket.js";
import {
  get,
  hasSegments,
  mediaPlaylists,
  originSecret,
  originUnderTest,
  publisher,
  segmentNames,
  tagNumber,
  temporaryDirectory,
} from "./support/origin-under-test.js";

type Bucket = Awaited<ReturnType<typeof faultBucket>>;

const storageOf = (bucket: Bucket, options: Partial<StorageOptions> = {}): StorageOptions => ({
  objects: bucket.storage,
  publicUrl: bucket.publicUrl,
  requestTimeoutMs: 2_000,
  ...options,
});

/** The same numbers between 0 and 1 in each run. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

/** An origin over a bucket that can be broken. */
async function overBucket(storage: Partial<StorageOptions> = {}, options: HlsOriginOptions = {}) {
  const bucket = await faultBucket();
  return { bucket, ...originUnderTest({ storage: storageOf(bucket, storage), ...options }) };
}

describe("an origin over a bucket", () => {
  it("plays from there, names nothing that is not there, and keeps no old segments", async () => {
    const directory = await temporaryDirectory();
    const { bucket, create, origin } = await overBucket({}, { directory, windowSegments: 3 });
    expect(origin.capabilities).toMatchObject({ viewerCount: "none", signedPlayback: false, fence: "rotate" });
    const stream = await create();
    const id = String(stream.handle.data.streamId);
    expect(stream.url).toBe(`${bucket.publicUrl}/live/${id}/index.m3u8`);
    expect(stream.probeUrl).toBe(stream.url);
    expect((await get(stream.url)).status).toBe(404);
    publisher(await stream.key());
    const first = await stream.untilPlaylist("two segments", hasSegments(2));
    expect(await decode(stream.url)).toMatchObject({ size: "320x180", pictures: 25, complaints: "" });
    const [media = ""] = await mediaPlaylists(stream.url);
    expect((await get(media)).headers.get("cache-control")).toBe("public, max-age=1");
    expect((await get(stream.url)).headers.get("content-type")).toBe("application/vnd.apple.mpegurl");
    const segment = await get(new URL(segmentNames(first)[0] ?? "", media));
    expect(segment.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(segment.headers.get("content-type")).toBe("video/iso.segment");

    const gone = segmentNames(first)[0] ?? "";
    await waitUntil(() => !bucket.keys().includes(`live/${id}/${gone}`), { what: "deletion", timeoutMs: 30_000 });
    expect(bucket.keys().filter((key) => key.endsWith(".m4s")).length).toBeLessThan(12);
    expect(bucket.violations).toEqual([]);
    // On the disk are only segments that are not sent yet.
    const [publish = ""] = readdirSync(join(directory, "live", id));
    const waiting = () =>
      readdirSync(join(directory, "live", id, publish, "source")).filter((name) => /m4s$/.test(name));
    expect(waiting().length).toBeLessThan(4);
    expect(await stream.status()).toMatchObject({ ingest: "receiving", health: "good", error: null, viewers: null });
    const report = await origin.getStorageReport(stream.handle);
    expect(report).toMatchObject({ droppedSegments: 0, error: null });
    expect(report?.lagSeconds).toBeGreaterThan(0);
    expect(report?.requests.puts).toBeGreaterThan(6);
    expect(await stream.analytics()).toMatchObject({ bytesDelivered: null, minutesDelivered: null, peakViewers: null });
    expect((await stream.analytics()).minutesReceived).toBeGreaterThan(0);
  });

  it("writes the list of renditions seldom, and media playlists once a segment", async () => {
    const { bucket, create } = await overBucket();
    const stream = await create();
    publisher(await stream.key());
    await stream.untilPlaylist("four segments", hasSegments(4));
    const written = (end: string) => bucket.requests.filter(({ method, key }) => method === "PUT" && key.endsWith(end));
    expect(bucket.tooFast).toEqual([]);
    expect(written("index.m3u8")).toHaveLength(1);
    expect(written("source.m3u8").length).toBeLessThanOrEqual(written(".m4s").length);
    expect(written("init.mp4")).toHaveLength(1);
  });

  it("ends the playlist, and deletes every object after the grace", async () => {
    const { bucket, create, clock, origin } = await overBucket();
    const stream = await create();
    const running = publisher(await stream.key());
    await stream.untilPlaylist("two segments", hasSegments(2));
    await stream.end();
    await running.ended;
    await waitUntil(() => bucket.text("source.m3u8").includes("#EXT-X-ENDLIST"), { what: "the end of the playlist" });
    clock.ahead(16_000);
    await waitUntil(() => bucket.keys().length === 0, { what: "an empty bucket", timeoutMs: 20_000 });
    await waitUntil(async () => (await origin.getStorageReport(stream.handle)) === null, { what: "its going" });
    expect(bucket.violations).toEqual([]);
  });

  it("never uses a name again, so that caches may keep what they have: numbers grow after everything is lost", async () => {
    const bucket = await faultBucket();
    const first = originUnderTest({ storage: storageOf(bucket) });
    const stream = await first.create();
    publisher(await stream.key());
    const before = await stream.untilPlaylist("a segment", hasSegments(1));
    await first.origin.close();
    // It had no directory: nobody would know these objects any more.
    expect(bucket.keys()).toEqual([]);
    const second = originUnderTest({ storage: storageOf(bucket) });
    const again = await second.create();
    expect(again.url).toBe(stream.url);
    publisher(await again.key());
    const after = await again.untilPlaylist("a segment", hasSegments(1));
    for (const tag of ["EXT-X-MEDIA-SEQUENCE", "EXT-X-DISCONTINUITY-SEQUENCE"]) {
      expect(tagNumber(after, tag)).toBeGreaterThan(tagNumber(before, tag));
    }
    expect(segmentNames(before)).not.toContain(segmentNames(after)[0]);
  });

  it("keeps a recording, which plays, until it is deleted", async () => {
    const directory = await temporaryDirectory();
    const { bucket, create, clock, origin } = await overBucket({}, { directory, windowSegments: 3 });
    const stream = await create({ recording: true });
    publisher(await stream.key());
    await stream.untilPlaylist(
      "five segments",
      (text) => tagNumber(text, "EXT-X-MEDIA-SEQUENCE") > 0 && hasSegments(3)(text),
    );
    await stream.end({ disposition: "retire", recording: "keep" });
    clock.ahead(60_000);
    const { variants } = await origin.getPlaybackUrl(stream.handle, { purpose: "view" });
    const vod = variants.find(({ kind }) => kind === "vod")?.url ?? "";
    await waitUntil(async () => (await get(vod)).status === 200, { what: "the recording" });
    expect((await decode(vod)).pictures).toBe(25);
    expect((await get(vod)).headers.get("cache-control")).toBe("public, max-age=3600");
    await waitUntil(async () => (await get(stream.url)).status === 404, { what: "the end of the live playlist" });
    await stream.end({ disposition: "retire", recording: "delete" });
    await waitUntil(() => bucket.keys().length === 0, { what: "an empty bucket", timeoutMs: 20_000 });
    expect(bucket.violations).toEqual([]);
  });
});

describe("a bucket that fails for a while", () => {
  it.each<[string, number, Fault]>([
    ["with 5xx", 0.4, { status: 500 }],
    ["with SlowDown", 0.2, { status: 503, code: "SlowDown", retryAfter: 1 }],
    ["with 429", 0.4, { status: 429 }],
    ["with resets", 0.4, "reset"],
    ["with lost answers", 0.4, "accepted-then-reset"],
    ["with answers that are cut off", 0.3, "truncated"],
    ["with silence", 0.1, "silent"],
  ])("%s: every segment arrives in order, and nothing is named before it is there", async (_, share, fault) => {
    const { bucket, create, log } = await overBucket({ requestTimeoutMs: 1_000 });
    const stream = await create();
    const random = numbersFrom(42);
    bucket.breakWith(() => (random() < share ? fault : null));
    publisher(await stream.key());
    const playlist = await stream.untilPlaylist("five segments", hasSegments(5));
    expect(playlist).not.toContain("#EXT-X-DISCONTINUITY\n");
    const numbers = segmentNames(playlist).map((name) => Number(/(\d+)\.m4s$/.exec(name)?.[1]));
    expect(bucket.tooFast.filter((key) => key.endsWith(".m3u8"))).toEqual([]);
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? -1) + index));
    expect(bucket.violations).toEqual([]);
    expect(log.lines.join("\n")).not.toContain(bucket.credentials.secretAccessKey);
  });

  it("tells why in its status, leaves out what comes too late, says so to players, and goes on", async () => {
    const { bucket, create, origin, log } = await overBucket({ maxLagSeconds: 4 });
    const stream = await create();
    publisher(await stream.key());
    await stream.untilPlaylist("two segments", hasSegments(2));
    bucket.breakWith(() => ({ status: 403, code: "AccessDenied" }));
    const report = async () => (await origin.getStorageReport(stream.handle)) ?? undefined;
    await waitUntil(async () => ((await report())?.droppedSegments ?? 0) >= 2, { what: "drops", timeoutMs: 30_000 });
    expect(await stream.status()).toMatchObject({
      ingest: "receiving",
      health: "poor",
      error: { code: "forbidden", fault: "credentials", provider: "hls-origin" },
    });
    expect((await report())?.unsentSegments).toBeLessThan(8);
    expect((await report())?.lagSeconds).toBeGreaterThan(3);
    expect(log.lines.join("\n")).toContain("too far behind");
    bucket.heal();
    const after = await stream.untilPlaylist("the gap", (text) => text.includes("#EXT-X-DISCONTINUITY\n"));
    const numbers = segmentNames(after).map((name) => Number(/(\d+)\.m4s$/.exec(name)?.[1]));
    expect(numbers.some((number, index) => index > 0 && number > (numbers[index - 1] ?? 0) + 2)).toBe(true);
    expect(bucket.violations).toEqual([]);
    await waitUntil(async () => (await stream.status()).error === null && (await stream.status()).health === "good", {
      what: "good health",
      timeoutMs: 30_000,
    });
  });

  it("holds no more segments in memory than it may, for all streams together", async () => {
    const { bucket, create } = await overBucket({ maxRequests: 2 });
    const streams = [await create({}, "one"), await create({}, "two"), await create({}, "three")];
    for (const stream of streams) publisher(await stream.key());
    for (const stream of streams) await stream.untilPlaylist("two segments", hasSegments(2));
    expect(bucket.mostPuts).toBeLessThanOrEqual(2);
  });

  it("still ends: what is not sent is given up", async () => {
    const { bucket, create } = await overBucket();
    const stream = await create();
    const running = publisher(await stream.key());
    await stream.untilPlaylist("two segments", hasSegments(2));
    bucket.breakWith((method) => (method === "PUT" ? { status: 500 } : null));
    expect(await stream.end({ disposition: "reuse", recording: "keep" })).toMatchObject({ state: "ended" });
    await running.ended;
    bucket.heal();
    await waitUntil(() => bucket.text("source.m3u8").includes("#EXT-X-ENDLIST"), {
      what: "the end",
      timeoutMs: 20_000,
    });
    expect(bucket.violations).toEqual([]);
  });

  it("does not let deletions that fail hold anything up, and makes up for them", async () => {
    const { bucket, create } = await overBucket({}, { windowSegments: 3 });
    const stream = await create();
    bucket.breakWith((method) => (method === "DELETE" ? { status: 403, code: "AccessDenied" } : null));
    publisher(await stream.key());
    const isFar = (text: string): boolean => /\/9\.m4s/.test(text);
    await stream.untilPlaylist("the tenth segment", isFar);
    expect(bucket.keys().filter((key) => key.endsWith("/0.m4s"))).toHaveLength(1);
    bucket.heal();
    await waitUntil(() => !bucket.keys().some((key) => key.endsWith("/0.m4s")), {
      what: "deletion",
      timeoutMs: 30_000,
    });
  });

  it("at the start: says what is wrong, and the next call tries again", async () => {
    const { bucket, origin } = await overBucket();
    bucket.breakWith(() => ({ status: 403, code: "InvalidAccessKeyId" }));
    await expect(origin.start()).rejects.toMatchObject({
      code: "unauthorized",
      provider: "hls-origin",
      message: expect.stringContaining("InvalidAccessKeyId"),
    });
    bucket.heal();
    await origin.start();
  });
});

describe("what an earlier origin left", () => {
  const leftOver = (bucket: Bucket, key: string, ageMs: number): void => {
    const modifiedAt = new Date(Date.now() - ageMs);
    bucket.objects.set(key, { body: Buffer.from("x"), headers: {}, modifiedAt });
  };

  it("is deleted when nobody writes there any more; recordings and what is not its own stay", async () => {
    const { bucket, origin, clock, log } = await overBucket();
    const stays = [
      "live/notes.txt",
      "live/s-rec/p5/source/0.m4s",
      "live/s-rec/recording-s-rec-5.m3u8",
      "other/s-1/index.m3u8",
    ];
    for (const key of stays) leftOver(bucket, key, 3_600_000);
    for (const file of ["index.m3u8", "p7/source/0.m4s", "p7/source/init.mp4"])
      leftOver(bucket, `live/s-old/${file}`, 120_000);
    for (const file of ["index.m3u8", "p9/source/1.ts"]) leftOver(bucket, `live/s-fresh/${file}`, 0);
    await origin.start();
    await waitUntil(() => !bucket.keys().some((key) => key.startsWith("live/s-old/")), { what: "the sweep" });
    expect(bucket.keys()).toEqual([...stays, "live/s-fresh/index.m3u8", "live/s-fresh/p9/source/1.ts"].sort());
    clock.ahead(61_000);
    await waitUntil(() => bucket.keys().length === stays.length, { what: "the second sweep" });
    expect(bucket.keys()).toEqual([...stays].sort());
    expect(log.lines.join("\n")).toContain("holds a recording");
  });
});

describe("options", () => {
  const objects = { put: async () => {}, delete: async () => {}, list: async () => [] };
  const publicUrl = "https://media.example.com";

  it.each<[string, object]>([
    ["http", { storage: { objects, publicUrl }, http: { port: 0 } }],
    ["storage.publicUrl", { storage: { objects, publicUrl: "media.example.com" } }],
    ["storage.objects", { storage: { objects: {}, publicUrl } }],
    ["storage.prefix", { storage: { objects, publicUrl, prefix: "no-slash" } }],
    ["storage.maxLagSeconds", { storage: { objects, publicUrl, maxLagSeconds: 0 } }],
  ])("names a wrong %s", (field, options) => {
    const make = (wrong: HlsOriginOptions) => hlsOrigin({ secret: originSecret, ...wrong });
    expect(() => make(options)).toThrow(expect.objectContaining({ code: "invalid-options", field }));
  });

  it("take a storage of the host's own, also one that never answers", async () => {
    const silent = { ...objects, list: () => new Promise<never>(() => {}) };
    const { origin } = originUnderTest({ storage: { objects: silent, publicUrl, requestTimeoutMs: 50 } });
    await expect(origin.start()).rejects.toMatchObject({ code: "timeout", provider: "hls-origin" });
  });
});

it("signed playback is refused, with what to do", async () => {
  const { create } = await overBucket();
  await expect(create({ access: "signed" })).rejects.toMatchObject({ code: "request-rejected", field: "access" });
});

it("leaves nothing on the disk when it is closed", async () => {
  const directory = await temporaryDirectory();
  const { create, origin } = await overBucket({}, { directory });
  const stream = await create();
  publisher(await stream.key());
  await stream.untilPlaylist("a segment", hasSegments(1));
  await origin.close();
  const folder = join(directory, "live", String(stream.handle.data.streamId));
  expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
});

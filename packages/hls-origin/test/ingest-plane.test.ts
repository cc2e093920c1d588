import { readdirSync } from "node:fs";
import type { IngestPlane, IngestReception } from "@hybrid-stream/spec";
import { waitUntil } from "@hybrid-stream/testkit";
import { beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { ffmpegBelow } from "../../../test/support/descendants.js";
import { selfSignedCertificate } from "../../../test/support/self-signed-certificate.js";
import { publishTestMedia, type RunningProgram } from "../src/ingest/test-support/ffmpeg.js";
import { type OriginIngestPlaneOptions, originIngestPlane } from "../src/media-plane.js";
import { decode } from "./support/decode.js";
import {
  get,
  logLines,
  mediaPlaylists,
  segmentNames,
  sourcePlaylist,
  temporaryDirectory,
} from "./support/origin-under-test.js";

const key = "sk_us-west-2_first-secret";
let tls: { key: string; cert: string };

beforeAll(async () => {
  tls = await selfSignedCertificate();
});

function planeUnderTest(options: OriginIngestPlaneOptions = {}) {
  const log = logLines();
  const plane = originIngestPlane({ segmentSeconds: 1, tls, logger: log.logger, ...options });
  onTestFinished(async () => {
    await plane.close();
    expect(ffmpegBelow(process.pid, "hls-origin-")).toEqual([]);
  });
  return { plane, log };
}

async function receptionUnderTest(plane: IngestPlane, application = "app", keys: readonly string[] = [key]) {
  const reception = await plane.openReception({ label: "stream 1", application });
  reception.setStreamKeys(keys);
  const changes: string[] = [];
  reception.onChange(() => changes.push(reception.publisher === null ? "gone" : "there"));
  return { reception, changes };
}

function publisher(url: string, options?: { seconds?: number }): RunningProgram {
  const running = publishTestMedia(url, options);
  onTestFinished(async () => {
    running.child.kill("SIGKILL");
    await running.ended;
  });
  return running;
}

const isSent = (reception: IngestReception) =>
  waitUntil(() => (reception.publisher?.bitrateKbps ?? 0) > 0, { what: "media", timeoutMs: 30_000 });
const segments = (reception: IngestReception, count: number) =>
  waitUntil(async () => segmentNames(await sourcePlaylist(reception.playlistUrl)).length >= count, {
    what: "segments",
    timeoutMs: 30_000,
  });

describe("a reception", () => {
  it("takes RTMPS with its key, query apart, says what comes in, and plays it", async () => {
    const { plane, log } = planeUnderTest();
    const { reception, changes } = await receptionUnderTest(plane);
    expect(reception.ingestUrl).toMatch(/^rtmps:\/\/127\.0\.0\.1:\d+\/app\/$/);
    expect(reception.publisher).toBeNull();
    expect((await get(reception.playlistUrl)).status).toBe(404);

    const before = Date.now();
    const running = publisher(`${reception.ingestUrl}${key}?priority=2`);
    await isSent(reception);
    await waitUntil(() => reception.publisher?.width !== null);
    expect(reception.publisher).toMatchObject({ width: 320, height: 180, framesPerSecond: 25 });
    expect(reception.publisher?.connectedAt.getTime()).toBeGreaterThanOrEqual(before);
    await segments(reception, 2);
    expect(await decode(reception.playlistUrl)).toMatchObject({ size: "320x180", pictures: 25, complaints: "" });

    running.child.kill("SIGTERM");
    await running.ended;
    await waitUntil(() => reception.publisher === null);
    expect(changes).toEqual(["there", "gone"]);
    expect(log.lines.join("\n")).not.toContain(key);
  });

  it("takes plain RTMP where there is no certificate", async () => {
    const plane = originIngestPlane({ segmentSeconds: 1 });
    onTestFinished(() => plane.close());
    const { reception } = await receptionUnderTest(plane, "live");
    expect(reception.ingestUrl).toMatch(/^rtmp:\/\/127\.0\.0\.1:\d+\/live\/$/);
    publisher(`${reception.ingestUrl}${key}`);
    await isSent(reception);
  });

  it("refuses a wrong key and a wrong application, and tells of it", async () => {
    const { plane, log } = planeUnderTest();
    const { reception, changes } = await receptionUnderTest(plane);
    const wrong = await publisher(`${reception.ingestUrl}guessed-key`, { seconds: 2 }).ended;
    expect(wrong.code).toBe(1);
    expect(wrong.errors).toContain("This stream key is not valid.");
    expect(changes).toEqual(["gone"]);
    const elsewhere = reception.ingestUrl.replace("/app/", "/live/");
    expect((await publisher(`${elsewhere}${key}`, { seconds: 2 }).ended).code).toBe(1);
    expect(changes).toEqual(["gone"]);
    const plain = reception.ingestUrl.replace("rtmps:", "rtmp:");
    expect((await publisher(`${plain}${key}`, { seconds: 2 }).ended).code).toBe(1);
    expect(reception.publisher).toBeNull();
    expect(log.lines.join("\n")).not.toContain("guessed-key");
  });

  it("cuts the publisher of a key that is dropped, and takes the new one; one that stays is left alone", async () => {
    const { plane } = planeUnderTest();
    const { reception, changes } = await receptionUnderTest(plane);
    const first = publisher(`${reception.ingestUrl}${key}`);
    await isSent(reception);
    reception.setStreamKeys([key, "second-secret"]);
    const connectedAt = reception.publisher?.connectedAt;
    expect(connectedAt).toBeDefined();
    reception.setStreamKeys(["second-secret"]);
    expect((await first.ended).code).toBe(1);
    await waitUntil(() => reception.publisher === null);
    expect((await publisher(`${reception.ingestUrl}${key}`, { seconds: 2 }).ended).code).toBe(1);
    publisher(`${reception.ingestUrl}second-secret`);
    await isSent(reception);
    expect(changes).toEqual(["there", "gone", "gone", "there"]);
  });

  it("cuts its publisher on demand, whose key stays good", async () => {
    const { plane } = planeUnderTest();
    const { reception } = await receptionUnderTest(plane);
    const first = publisher(`${reception.ingestUrl}${key}`);
    await isSent(reception);
    await reception.disconnectPublisher();
    expect(reception.publisher).toBeNull();
    expect((await first.ended).code).toBe(1);
    publisher(`${reception.ingestUrl}${key}`);
    await isSent(reception);
    await segments(reception, 2);
  });

  it("counts who got segments, not who looked at playlists", async () => {
    const { plane } = planeUnderTest();
    const { reception } = await receptionUnderTest(plane);
    publisher(`${reception.ingestUrl}${key}`);
    await segments(reception, 3);
    expect([reception.viewers, reception.minutesDelivered]).toEqual([0, 0]);

    const watch = async (): Promise<number> => {
      const [media = ""] = await mediaPlaylists(reception.playlistUrl);
      const names = segmentNames((await get(media)).text).slice(0, 2);
      for (const name of names) expect((await get(new URL(name, media))).status).toBe(200);
      return names.length;
    };
    const fetched = (await watch()) + (await watch());
    await waitUntil(() => reception.viewers === 2, { what: "two viewers" });
    // Test media has a keyframe a second, and so segments of one second.
    await waitUntil(() => Math.abs(reception.minutesDelivered * 60 - fetched) < 0.5, { what: "the minutes" });
    await waitUntil(() => reception.viewers === 0, { what: "the viewers to be gone", timeoutMs: 20_000 });
  });
});

describe("receptions of one plane", () => {
  it("share the ports and nothing else", async () => {
    const { plane } = planeUnderTest();
    const one = await receptionUnderTest(plane, "app", ["one-key"]);
    const other = await receptionUnderTest(plane, "app", ["other-key"]);
    const third = await receptionUnderTest(plane, "live", ["one-key"]);
    expect(other.reception.ingestUrl).toBe(one.reception.ingestUrl);
    expect(new URL(third.reception.playlistUrl).host).toBe(new URL(one.reception.playlistUrl).host);
    publisher(`${one.reception.ingestUrl}one-key`);
    await segments(one.reception, 1);
    expect([other.reception.publisher, third.reception.publisher]).toEqual([null, null]);
    expect((await get(other.reception.playlistUrl)).status).toBe(404);
    expect(() => other.reception.setStreamKeys(["one-key"])).toThrow(expect.objectContaining({ code: "conflict" }));
    await Promise.all([other.reception.close(), other.reception.close()]);
    expect(one.reception.publisher).not.toBeNull();
    expect(other.changes).toEqual([]);
  });

  it("forget the media when they are closed", async () => {
    const { plane } = planeUnderTest();
    const { reception } = await receptionUnderTest(plane);
    const running = publisher(`${reception.ingestUrl}${key}`);
    await segments(reception, 1);
    await reception.close();
    expect((await running.ended).code).toBe(1);
    expect((await get(reception.playlistUrl)).status).toBe(404);
    reception.setStreamKeys([key]);
    expect((await publisher(`${reception.ingestUrl}${key}`, { seconds: 2 }).ended).code).toBe(1);
  });
});

it("a closed plane leaves no file, no FFmpeg and no port, and opens nothing", async () => {
  const folder = await temporaryDirectory();
  vi.stubEnv("TMPDIR", folder);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const { plane } = planeUnderTest();
  const { reception } = await receptionUnderTest(plane);
  expect(readdirSync(folder)).toHaveLength(1);
  publisher(`${reception.ingestUrl}${key}`);
  await segments(reception, 1);
  await Promise.all([plane.close(), plane.close()]);
  expect(readdirSync(folder)).toEqual([]);
  await expect(get(reception.playlistUrl)).rejects.toThrow();
  expect((await publisher(`${reception.ingestUrl}${key}`, { seconds: 2 }).ended).code).toBe(1);
  await expect(plane.openReception({ label: "late", application: "app" })).rejects.toMatchObject({ code: "closed" });
});

it("names a wrong option", async () => {
  expect(() => originIngestPlane({ segmentSeconds: 0 })).toThrow(
    expect.objectContaining({ code: "invalid-options", field: "segmentSeconds" }),
  );
  const { plane } = planeUnderTest({ tls: { key: "no key", cert: "no certificate" } });
  await expect(plane.openReception({ label: "x", application: "app" })).rejects.toMatchObject({
    code: "invalid-options",
    field: "tls",
  });
});

import { once } from "node:events";
import { rm } from "node:fs/promises";
import { waitUntil } from "@hybrid-stream/testkit";
import { describe, expect, it, onTestFinished } from "vitest";
import { publishTestMedia } from "../src/ingest/test-support/ffmpeg.js";
import { startS3Server } from "../src/s3/test-support/s3-server.js";
import { originProcess } from "./support/origin-process.js";
import {
  originUnderTest,
  publisher,
  segmentNames,
  sourcePlaylist,
  tagNumber,
  temporaryDirectory,
} from "./support/origin-under-test.js";

/** The playlist; empty while there is none. This server breaks an answer off when the object is replaced meanwhile. */
const playlistOf = (url: string): Promise<string> => sourcePlaylist(url).catch(() => "");

async function killedWhileLive() {
  const server = await startS3Server();
  onTestFinished(() => server.close());
  const directory = await temporaryDirectory();
  const killed = await originProcess(directory, server.options.endpoint);
  const running = publishTestMedia(killed.publish);
  let before = "";
  await waitUntil(
    async () => {
      before = await playlistOf(killed.url);
      return segmentNames(before).length >= 3;
    },
    { what: "three segments", timeoutMs: 30_000 },
  );
  killed.child.kill("SIGKILL");
  await once(killed.child, "exit");
  await running.ended;
  const storage = { objects: server.objects, publicUrl: server.publicUrl };
  return { server, directory, killed, before, storage };
}

const lastNumber = (playlist: string): number =>
  tagNumber(playlist, "EXT-X-MEDIA-SEQUENCE") + segmentNames(playlist).length - 1;

describe("an origin over a bucket that was killed", () => {
  it("goes on with its directory: same key, same broadcast, growing numbers, no object that nothing names", async () => {
    const { server, directory, killed, before, storage } = await killedWhileLive();
    const half = { contentType: "video/iso.segment", cacheControl: "no-store", body: Buffer.from("x") };
    const id = new URL(killed.url).pathname.split("/").at(-2);
    const folder = (segmentNames(before)[0] ?? "").replace(/[^/]+$/, "");
    // As a crash between the upload and the journal leaves it.
    await server.objects.put({ key: `live/${id}/${folder}99.m4s`, ...half }, AbortSignal.timeout(5_000));
    const { create } = originUnderTest({ directory, storage });
    const stream = await create({}, "testkit-channel");
    expect(stream.url).toBe(killed.url);
    expect((await stream.key()).streamKey.reveal()).toBe(killed.key);
    const { broadcastId, ingest } = await stream.status();
    expect(ingest).toBe("interrupted");

    // All that was uploaded and written down is in the playlist, and nothing else is in the bucket.
    let recovered = "";
    const isClean = async (): Promise<boolean> => {
      recovered = await playlistOf(stream.url);
      const segments = (await server.keys()).filter((key) => key.endsWith(".m4s"));
      const named = segmentNames(recovered).map((name) => `live/${id}/${name}`);
      return named.length > 0 && JSON.stringify(segments) === JSON.stringify(named.sort());
    };
    await waitUntil(isClean, { what: "a bucket that holds what is named", timeoutMs: 30_000, intervalMs: 50 });
    expect(lastNumber(recovered)).toBeGreaterThanOrEqual(lastNumber(before));

    publisher(await stream.key());
    let after = "";
    const isContinued = async (): Promise<boolean> => {
      after = await playlistOf(stream.url);
      return after.includes("#EXT-X-DISCONTINUITY\n");
    };
    await waitUntil(isContinued, { what: "new segments", timeoutMs: 30_000, intervalMs: 50 });
    expect(lastNumber(after)).toBeGreaterThan(lastNumber(recovered));
    expect((await stream.status()).broadcastId).toBe(broadcastId);
  });

  it("without its directory, too: the bucket is empty in the end", async () => {
    const { server, directory, storage } = await killedWhileLive();
    expect((await server.keys()).length).toBeGreaterThan(4);
    await rm(directory, { recursive: true });
    const { origin, clock } = originUnderTest({ storage });
    await origin.start();
    clock.ahead(61_000);
    await waitUntil(async () => (await server.keys()).length === 0, { what: "an empty bucket", timeoutMs: 20_000 });
  });
});

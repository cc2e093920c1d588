import { once } from "node:events";
import { rm } from "node:fs/promises";
import { waitUntil } from "@hybrid-stream/testkit";
import { describe, expect, it, onTestFinished } from "vitest";
import { publishTestMedia } from "../src/ingest/test-support/ffmpeg.js";
import { startS3Server } from "../src/s3/test-support/s3-server.js";
import { originProcess } from "./support/origin-process.js";
import {
  get,
  hasSegments,
  originUnderTest,
  publisher,
  segmentNames,
  sourcePlaylist,
  tagNumber,
  temporaryDirectory,
} from "./support/origin-under-test.js";

async function killedWhileLive() {
  const server = await startS3Server();
  onTestFinished(() => server.close());
  const directory = await temporaryDirectory();
  const killed = await originProcess(directory, server.options.endpoint);
  const running = publishTestMedia(killed.publish);
  let before = "";
  await waitUntil(
    async () => {
      before = await sourcePlaylist(killed.url);
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
    // As a crash between the upload and the journal leaves it.
    await server.objects.put({ key: `live/${id}/p1/source/99.m4s`, ...half }, AbortSignal.timeout(5_000));
    const { create } = originUnderTest({ directory, storage });
    const stream = await create({}, "testkit-channel");
    expect(stream.url).toBe(killed.url);
    expect((await stream.key()).streamKey.reveal()).toBe(killed.key);
    const { broadcastId, ingest } = await stream.status();
    expect(ingest).toBe("interrupted");

    const recovered = await stream.untilPlaylist("the playlist", hasSegments(3));
    expect(lastNumber(recovered)).toBeGreaterThanOrEqual(lastNumber(before));
    const expected = new Set(segmentNames(recovered));
    for (const name of expected) expect((await get(new URL(name, stream.url))).status).toBe(200);
    await waitUntil(
      async () => {
        const segments = (await server.keys()).filter((key) => key.endsWith(".m4s"));
        return segments.every((key) => expected.has(key.slice(`live/${id}/`.length)));
      },
      { what: "the deletion of what nothing names" },
    );

    publisher(await stream.key());
    const after = await stream.untilPlaylist("new segments", (text) => lastNumber(text) > lastNumber(recovered));
    expect(after).toContain("#EXT-X-DISCONTINUITY\n");
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

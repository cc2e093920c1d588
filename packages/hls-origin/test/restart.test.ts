import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { Secret } from "@hybrid-stream/spec";
import { waitUntil } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { publishTestMedia } from "../src/ingest/test-support/ffmpeg.js";
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

const lastNumber = (playlist: string): number =>
  tagNumber(playlist, "EXT-X-MEDIA-SEQUENCE") + segmentNames(playlist).length - 1;

describe("an origin that was killed", () => {
  it("goes on in its directory: same keys, same broadcast, growing numbers, no stray files", async () => {
    const directory = await temporaryDirectory();
    const killed = await originProcess(directory);
    const first = publishTestMedia(killed.publish);
    let before = "";
    await waitUntil(async () => {
      before = await sourcePlaylist(killed.url);
      return segmentNames(before).length >= 3;
    });
    killed.child.kill("SIGKILL");
    await once(killed.child, "exit");
    await first.ended;

    const { create } = originUnderTest({ directory });
    const stream = await create({}, "testkit-channel");
    expect((await stream.status()).ingest).toBe("interrupted");
    const { broadcastId } = await stream.status();
    const recovered = await sourcePlaylist(stream.probeUrl);
    // The playlist that viewers saw is still there; a segment may have been finished since.
    expect(lastNumber(recovered)).toBeGreaterThanOrEqual(lastNumber(before));
    expect(recovered).not.toContain("#EXT-X-ENDLIST");
    for (const name of segmentNames(recovered)) expect((await get(new URL(name, stream.url))).status).toBe(200);
    const folder = join(directory, "live", String(stream.handle.data.streamId), "p0", "source");
    const listed = segmentNames(recovered).map((name) => name.slice(name.lastIndexOf("/") + 1));
    await waitUntil(async () => (await readdir(folder)).every((name) => name === "init.mp4" || listed.includes(name)));

    const endpoint = await stream.key();
    expect(endpoint.streamKey.reveal()).toBe(killed.key);
    const refused = await publisher({ ...endpoint, streamKey: new Secret(killed.oldKey) }, { seconds: 2 }).ended;
    expect(refused.code).not.toBe(0);
    publisher(endpoint);
    const after = await stream.untilPlaylist("a segment of the new process", (text) => text.includes("p1/"));
    expect((await stream.status()).broadcastId).toBe(broadcastId);
    expect(lastNumber(after)).toBeGreaterThan(lastNumber(recovered));
    expect(after).toContain("#EXT-X-DISCONTINUITY\n");
  });

  it("closed in order, does the same", async () => {
    const directory = await temporaryDirectory();
    const first = originUnderTest({ directory });
    const stream = await first.create();
    publisher(await stream.key());
    const before = await stream.untilPlaylist("two segments", hasSegments(2));
    await first.origin.close();

    const second = originUnderTest({ directory });
    const again = await second.create();
    expect(again.handle).toEqual(stream.handle);
    const recovered = await sourcePlaylist(again.probeUrl);
    expect(lastNumber(recovered)).toBeGreaterThanOrEqual(lastNumber(before));
    publisher(await again.key());
    const after = await again.untilPlaylist("a segment of the second process", (text) => text.includes("p1/"));
    expect(lastNumber(after)).toBeGreaterThan(lastNumber(recovered));
  });
});

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { LiveStreamHandle } from "@hybrid-stream/spec";
import { waitUntil } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { decode } from "./support/decode.js";
import {
  get,
  hasSegments,
  mediaPlaylists,
  originUnderTest,
  publisher,
  segmentNames,
  temporaryDirectory,
} from "./support/origin-under-test.js";

const folderOf = (directory: string, handle: LiveStreamHandle): string =>
  join(directory, "live", String(handle.data.streamId));

describe("the end of a stream", () => {
  it("ends the playlist, kills the key, and removes every file after a grace", async () => {
    const directory = await temporaryDirectory();
    const { create, clock } = originUnderTest({ directory });
    const stream = await create();
    const endpoint = await stream.key();
    const running = publisher(endpoint);
    await stream.untilPlaylist("two segments", hasSegments(2));
    const [mediaUrl = ""] = await mediaPlaylists(stream.url);

    expect(await stream.end()).toEqual({ state: "ended", viewersOff: true, retryAfterMs: 0 });
    await running.ended;
    const ended = await get(mediaUrl);
    expect(ended.text).toContain("#EXT-X-ENDLIST");
    for (const name of segmentNames(ended.text)) expect((await get(new URL(name, mediaUrl))).status).toBe(200);
    expect((await stream.status()).exists).toBe(false);
    expect((await publisher(endpoint, { seconds: 2 }).ended).code).not.toBe(0);
    await expect(stream.key()).rejects.toMatchObject({ code: "not-found" });
    expect(await stream.end()).toMatchObject({ state: "ended" });

    clock.ahead(16_000);
    expect((await get(mediaUrl)).status).toBe(404);
    await waitUntil(() => !existsSync(folderOf(directory, stream.handle)), { what: "the removal of the files" });
  });

  it("leaves a retired stream's keys dead when the stream is made anew", async () => {
    const directory = await temporaryDirectory();
    const { create } = originUnderTest({ directory });
    const stream = await create();
    const old = await stream.key();
    const state = join(directory, "state", `${stream.handle.data.streamId}.json`);
    await stream.end();
    await waitUntil(async () => (await get(stream.url)).text.includes("not-found"), { what: "its going" });
    expect(existsSync(state)).toBe(true);
    const again = await create();
    expect(again.handle).toEqual(stream.handle);
    expect((await again.key()).keyId).not.toBe(old.keyId);
    expect((await publisher(old, { seconds: 2 }).ended).code).not.toBe(0);
  });

  it("keeps the stream for the next broadcast where that was asked for", async () => {
    const { create } = originUnderTest();
    const stream = await create();
    publisher(await stream.key());
    await stream.untilPlaylist("a segment", hasSegments(1));
    await stream.end({ disposition: "reuse", recording: "keep" });
    expect(await stream.status()).toMatchObject({ exists: true, ingest: "idle", broadcastId: null });
    publisher(await stream.key());
    const next = await stream.untilPlaylist("the next broadcast", (text) => text.includes("p1/"));
    expect(next).not.toContain("p0/");
    expect(next).not.toContain("#EXT-X-ENDLIST");
  });

  it("leaves a recording that plays, until it is deleted", async () => {
    const directory = await temporaryDirectory();
    const { create, clock, origin } = originUnderTest({ directory, windowSegments: 3 });
    const stream = await create({ recording: true });
    publisher(await stream.key());
    const live = await stream.untilPlaylist("a window that has slid", (text) => !text.includes("p0/source/0.m4s"));
    await stream.end({ disposition: "retire", recording: "keep" });
    clock.ahead(60_000);
    const { variants } = await origin.getPlaybackUrl(stream.handle, { purpose: "view" });
    expect(variants.map(({ kind }) => kind)).toEqual(["vod"]);
    const vodUrl = variants[0]?.url ?? "";
    expect((await get(stream.url)).status).toBe(404);
    const [mediaUrl = ""] = await mediaPlaylists(vodUrl);
    const recorded = (await get(mediaUrl)).text;
    expect(recorded).toContain("#EXT-X-PLAYLIST-TYPE:VOD");
    expect(recorded).toContain("#EXT-X-ENDLIST");
    expect(segmentNames(recorded)).toEqual(expect.arrayContaining(["p0/source/0.m4s", ...segmentNames(live)]));
    expect((await decode(vodUrl)).pictures).toBe(25);

    await stream.end({ disposition: "retire", recording: "delete" });
    expect((await get(vodUrl)).status).toBe(404);
    await waitUntil(() => !existsSync(folderOf(directory, stream.handle)), { what: "the removal of the recording" });
  });
});

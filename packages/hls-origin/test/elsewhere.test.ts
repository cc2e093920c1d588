import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { waitUntil } from "@hybrid-stream/testkit";
import { describe, expect, it, onTestFinished } from "vitest";
import { decode } from "./support/decode.js";
import {
  hasSegments,
  originUnderTest,
  publisher,
  segmentNames,
  temporaryDirectory,
} from "./support/origin-under-test.js";

describe("an origin that is mounted in the host's own server", () => {
  it("answers below the host's path, and counts viewers", async () => {
    const server = createServer((request, response) => origin.handleRequest(request, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    const { origin, create } = originUnderTest({
      http: { serve: "mounted", publicUrl: `http://127.0.0.1:${port}/hls/` },
    });
    expect(origin.capabilities.viewerCount).toBe("exact");
    expect((await fetch(`http://127.0.0.1:${port}/hls/live/x/index.m3u8`)).status).toBe(503);
    const stream = await create();
    expect((await origin.start()).httpPort).toBeNull();
    expect(stream.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/hls\/live\/s-[0-9a-f]{24}\/index\.m3u8$/);
    publisher(await stream.key());
    await stream.untilPlaylist("two segments", hasSegments(2));
    expect((await decode(stream.url)).pictures).toBe(25);
    expect((await stream.status()).viewers?.value).toBeGreaterThan(0);
  });
});

describe("an origin of which another server serves the directory", () => {
  it("writes playlists that play from the files alone, and removes them after the end", async () => {
    const directory = await temporaryDirectory();
    const http = { serve: "directory", publicUrl: "https://cdn.example.com/live-shopping" } as const;
    const { create, clock, origin } = originUnderTest({ directory, http });
    const stream = await create({ recording: true });
    expect(stream.url).toBe(`https://cdn.example.com/live-shopping/live/${stream.handle.data.streamId}/index.m3u8`);
    expect(stream.probeUrl).toBe(stream.url);
    publisher(await stream.key());
    const folder = join(directory, "live", String(stream.handle.data.streamId));
    const text = (file: string): Promise<string> => readFile(join(folder, file), "utf8").catch(() => "");
    await waitUntil(async () => segmentNames(await text("source.m3u8")).length >= 2, { timeoutMs: 30_000 });
    expect(await text("index.m3u8")).toContain("\nsource.m3u8\n");
    expect((await decode(join(folder, "source.m3u8"), 10)).pictures).toBe(10);
    expect((await stream.status()).viewers).toBeNull();
    expect(await stream.analytics()).toMatchObject({ bytesDelivered: null, minutesDelivered: null, peakViewers: null });
    const { broadcastId } = await stream.status();
    await stream.end({ disposition: "reuse", recording: "keep" });
    await waitUntil(async () => (await text("source.m3u8")).includes("#EXT-X-ENDLIST"));
    expect(await text(`source-recording-${broadcastId}.m3u8`)).toContain("#EXT-X-PLAYLIST-TYPE:VOD");
    clock.ahead(16_000);
    await waitUntil(async () => (await text("index.m3u8")) === "", { what: "the removal of the live playlists" });
    expect(await text(`recording-${broadcastId}.m3u8`)).toContain("#EXTM3U");
    await origin.close();
  });
});

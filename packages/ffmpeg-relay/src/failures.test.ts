import { createReadStream } from "node:fs";
import { createServer } from "node:http";
import type { ChannelSource, RelaySpec } from "@hybrid-stream/spec";
import { effectContext, waitUntil } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { ffmpegsPublishingTo } from "../test/processes.js";
import { freePort, ingestAt, testKey } from "../test/receiver.js";
import { clips, newRelay, reach, receive, smallPicture, start, status, useBench } from "../test/relay-bench.js";
import { relaySpec } from "../test/spec.js";

useBench();

describe("failures", () => {
  it("names the death of FFmpeg itself", async () => {
    const { relay, hints } = newRelay();
    const receiver = await receive();
    const handle = await start(relay, relaySpec(smallPicture, receiver.ingest));
    await reach(relay, handle, "running");
    for (const pid of ffmpegsPublishingTo(receiver.ingest.url)) process.kill(pid, "SIGKILL");
    const failed = await reach(relay, handle, "failed");
    expect(failed.error).toMatchObject({ code: "ffmpeg-crashed", message: expect.stringContaining("SIGKILL") });
    expect(hints.at(-1)?.summary).toBe("The relay is failed: ffmpeg-crashed");
  });

  it("names the death of the server and wakes the loop", async () => {
    const { relay, hints } = newRelay();
    const receiver = await receive();
    const handle = await start(relay, relaySpec(smallPicture, receiver.ingest));
    await reach(relay, handle, "running");
    await receiver.kill();
    const lost = await reach(relay, handle, "failed");
    expect(lost).toMatchObject({ destination: "lost", health: "poor", error: { code: "destination-lost" } });
    expect(hints.at(-1)?.summary).toBe("The relay is failed: destination-lost");
    expect(await relay.stopRelay(handle, effectContext())).toMatchObject({ outcome: "proven" });
    expect((await status(relay, handle)).state).toBe("failed");
  });

  it("tells a refused port, an unknown host and an unreadable source apart", async () => {
    const { relay } = newRelay();
    const refused = ingestAt(await freePort());
    const cases: [RelaySpec, string][] = [
      [relaySpec(smallPicture, refused), "destination-refused"],
      [relaySpec(smallPicture, { ...refused, url: "rtmp://no-such-host.invalid/live" }), "destination-unreachable"],
      [relaySpec({ kind: "file", path: "/no/such/file.mp4" }, refused), "source-unreadable"],
      [relaySpec({ kind: "url", url: `http://u:${testKey}@127.0.0.1:1/x?t=${testKey}` }, refused), "source-unreadable"],
    ];
    for (const [spec, code] of cases) {
      const failed = await reach(relay, await start(relay, spec), "failed");
      expect(failed.error).toMatchObject({ code, provider: "ffmpeg" });
    }
  });

  it("shows a stall while FFmpeg still runs", async () => {
    const { relay, hints } = newRelay();
    const receiver = await receive();
    const source: ChannelSource = { kind: "test-picture", width: 640, height: 360 };
    const output = {
      width: 640,
      height: 360,
      framesPerSecond: 30,
      videoKbps: 20_000,
      audioKbps: 128,
      keyframeIntervalSeconds: 1,
    };
    const handle = await start(relay, relaySpec(source, receiver.ingest, { output }));
    await reach(relay, handle, "running");
    process.kill(receiver.pid, "SIGSTOP");
    await waitUntil(async () => (await status(relay, handle)).destination === "lost", {
      what: "the stall",
      timeoutMs: 40_000,
    });
    const stalled = await status(relay, handle);
    expect(stalled).toMatchObject({ state: "running", health: "poor", error: { code: "relay-stalled" } });
    expect(hints.at(-1)?.summary).toContain("takes nothing");
    expect(await relay.stopRelay(handle, effectContext())).toMatchObject({ outcome: "proven" });
  });

  it("refuses before anything runs what can never work", async () => {
    const { relay, hints } = newRelay({ allowFiles: false, allowedSourceProtocols: ["https"] });
    const ingest = ingestAt(await freePort());
    const refuse = (source: ChannelSource, more = ingest) => expect(start(relay, relaySpec(source, more))).rejects;
    await refuse({ kind: "custom", name: "nobody", params: {} }).toMatchObject({ code: "source-not-found" });
    await refuse({ kind: "custom", name: "toString", params: {} }).toMatchObject({ code: "source-not-found" });
    await refuse({ kind: "custom", name: "single-use:gone", params: {} }).toMatchObject({
      code: "source-not-reopenable",
    });
    await refuse({ kind: "url", url: "rtmp://h/a/b" }).toMatchObject({ code: "source-forbidden", field: "source.url" });
    for (const url of ["file:///etc/passwd", "concat:a|b", "/etc/passwd", "lavfi://x"]) {
      await refuse({ kind: "url", url }).toMatchObject({ code: "source-forbidden" });
    }
    await refuse({ kind: "file", path: clips.copyable }).toMatchObject({ code: "source-forbidden" });
    await refuse({ kind: "agora", channel: "x" }).toMatchObject({ code: "source-forbidden" });
    await refuse(smallPicture, { ...ingest, url: "http://h/app" }).toMatchObject({ code: "invalid-order" });
    const lost = newRelay({ ffmpegPath: "/no/such/ffmpeg" }).relay;
    const started = start(lost, relaySpec(smallPicture, ingest));
    await expect(started).rejects.toMatchObject({ code: "ffmpeg-not-found", field: "ffmpegPath" });
    expect(hints).toEqual([]);
  });

  it("plays a playlist from a web server, and keeps it from reaching files", async () => {
    const playlist = (segment: string) => `#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\n${segment}\n#EXT-X-ENDLIST\n`;
    const server = createServer((request, response) => {
      if (request.url === "/d.ts") createReadStream(clips.transport).pipe(response);
      else if (request.url === "/f.flv") createReadStream(clips.flash).pipe(response);
      else response.end(playlist(request.url === "/good.m3u8" ? "d.ts" : `file://${clips.transport}`));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const base = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
    const { relay } = newRelay();
    const evil = { kind: "url", url: `${base}/evil.m3u8` } as const;
    const refused = await start(relay, relaySpec(evil, ingestAt(await freePort())));
    expect((await reach(relay, refused, "failed")).error?.code).toBe("source-unreadable");
    const receiver = await receive();
    const good = await start(relay, relaySpec({ kind: "url", url: `${base}/good.m3u8` }, receiver.ingest));
    expect((await reach(relay, good, "running", "failed")).state).toBe("running");
    const next = await receive();
    const file = await start(relay, relaySpec({ kind: "url", url: `${base}/f.flv` }, next.ingest));
    const ended = await reach(relay, file, "stopped", "failed");
    expect(ended).toMatchObject({ state: "stopped", encoding: { kind: "copy" }, error: { code: "source-ended" } });
    expect(ended.sourceExhausted).toBe(true);
    server.close();
  });

  it("survives a readable that breaks while it waits", async () => {
    const { relay } = newRelay();
    const readable = createReadStream("/no/such/file");
    const source = relay.singleUseSource(readable, { container: "webm" });
    await new Promise<void>((resolve) => readable.once("close", resolve));
    const handle = await start(relay, relaySpec(source, ingestAt(await freePort())));
    expect(await reach(relay, handle, "failed", "stopped")).toMatchObject({ state: "failed", sourceExhausted: true });
  });
});

import { createReadStream } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { type FfmpegTools, findFfmpeg, probeMedia } from "@hybrid-stream/ffmpeg-process";
import type { ChannelSource, Hint, RelayHandle, RelaySpec, RelayState } from "@hybrid-stream/spec";
import { effectContext, waitUntil } from "@hybrid-stream/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { frameOf, make, peakOf } from "../test/media.js";
import { ffmpegsPublishingTo } from "../test/processes.js";
import { freePort, ingestAt, Receiver, temporaryFolder, testKey } from "../test/receiver.js";
import { relaySpec } from "../test/spec.js";
import { type FfmpegRelay, type FfmpegRelayOptions, ffmpegRelay, readTestPictureClock } from "./index.js";

const folder = temporaryFolder();
const clip = {
  copyable: join(folder.path, "a.mp4"),
  sparse: join(folder.path, "b.mp4"),
  webm: join(folder.path, "c.webm"),
};
const transport = join(folder.path, "d.ts");
const flash = join(folder.path, "f.flv");
const silent = join(folder.path, "e.mp4");
const smallPicture: ChannelSource = { kind: "test-picture", width: 320, height: 180, framesPerSecond: 15 };
const everythingSaid: unknown[] = [];
const relays: FfmpegRelay[] = [];
const receivers: Receiver[] = [];
let tools: FfmpegTools;
let channel = 0;

beforeAll(async () => {
  tools = await findFfmpeg();
  const picture = [
    "-f",
    "lavfi",
    "-i",
    "testsrc2=s=320x180:r=25",
    "-f",
    "lavfi",
    "-i",
    "sine=f=440:r=48000",
    "-t",
    "6",
  ];
  const h264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"];
  const aac = ["-c:a", "aac", "-ac", "2"];
  make(tools.ffmpeg, [...picture, ...h264, "-g", "25", ...aac, clip.copyable]);
  make(tools.ffmpeg, [...picture, ...h264, "-g", "999", "-sc_threshold", "0", ...aac, clip.sparse]);
  make(tools.ffmpeg, [...picture, "-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus", clip.webm]);
  make(tools.ffmpeg, ["-i", clip.copyable, "-c", "copy", "-f", "mpegts", transport]);
  make(tools.ffmpeg, ["-i", clip.copyable, "-c", "copy", "-f", "flv", flash]);
  make(tools.ffmpeg, ["-i", clip.copyable, "-c:v", "copy", "-an", silent]);
});
afterEach(async () => {
  await Promise.all(relays.splice(0).map((relay) => relay.close()));
  await Promise.all(receivers.splice(0).map((receiver) => receiver.kill()));
});
afterAll(() => {
  expect(JSON.stringify(everythingSaid)).not.toContain(testKey);
  folder.remove();
});

function newRelay(options: FfmpegRelayOptions = {}): { relay: FfmpegRelay; hints: Hint[] } {
  const say = (...words: unknown[]) => everythingSaid.push(words);
  const relay = ffmpegRelay({ logger: { debug: say, info: say, warn: say, error: say }, ...options });
  const hints: Hint[] = [];
  relay.onHint?.((hint) => {
    hints.push(hint);
    everythingSaid.push(hint);
  });
  relays.push(relay);
  return { relay, hints };
}

async function receive(): Promise<Receiver> {
  const receiver = await Receiver.start(folder.path, tools.ffmpeg);
  receivers.push(receiver);
  return receiver;
}

function start(relay: FfmpegRelay, spec: RelaySpec): Promise<RelayHandle> {
  channel += 1;
  return relay.startRelay(spec, effectContext({ channelId: `channel-${channel}` }));
}

async function status(relay: FfmpegRelay, handle: RelayHandle) {
  const read = await relay.getRelayStatus(handle, effectContext());
  everythingSaid.push(read, handle);
  return read;
}

async function reach(relay: FfmpegRelay, handle: RelayHandle, ...states: RelayState[]) {
  await waitUntil(async () => states.includes((await status(relay, handle)).state), { what: states.join(" or ") });
  return status(relay, handle);
}

describe("what arrives", () => {
  it("is a test picture with a readable clock and a tone", async () => {
    const { relay, hints } = newRelay();
    const receiver = await receive();
    const before = Date.now();
    const handle = await start(relay, relaySpec(smallPicture, receiver.ingest));
    const running = await reach(relay, handle, "running");
    expect(running).toMatchObject({ destination: "delivering", publisher: "present", encoding: { kind: "transcode" } });
    await waitUntil(async () => (await status(relay, handle)).health === "good", { what: "good health" });
    const { progress } = await status(relay, handle);
    expect(progress?.bitrateKbps).toBeGreaterThan(50);
    expect(progress?.residentBytes).toBeGreaterThan(1_000_000);
    expect(progress?.cpuPercent).not.toBeNull();
    expect(await relay.stopRelay(handle, effectContext())).toEqual({ outcome: "proven", provableAfterMs: 0 });
    expect(await relay.stopRelay(handle, effectContext())).toEqual({ outcome: "proven", provableAfterMs: 0 });
    expect(await status(relay, handle)).toMatchObject({ state: "stopped", error: null, sourceExhausted: false });
    await receiver.ended();

    const times = [0.5, 1.5].map((seconds) =>
      readTestPictureClock(frameOf(tools.ffmpeg, { file: receiver.file, seconds, width: 320, height: 180 }))?.getTime(),
    );
    expect(times[0]).toBeGreaterThan(before);
    expect(times[0]).toBeLessThan(Date.now());
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(700);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeLessThan(1_300);
    expect(peakOf(tools.ffmpeg, receiver.file)).toBeGreaterThan(0.05);
    const probe = await probeMedia({ tools, input: receiver.file });
    expect(probe.video).toMatchObject({ codec: "h264", width: 320, height: 180 });
    expect(probe.video?.keyframeIntervalSeconds).toBeLessThan(2.2);
    expect(probe.audio).toMatchObject({ codec: "aac", channels: 2, sampleRate: 48_000 });
    expect(hints.map((hint) => hint.summary)).toEqual(
      ["starting", "running", "stopping", "stopped"].map((state) => `The relay is ${state}`),
    );
    expect(new Set(hints.map((hint) => hint.id)).size).toBe(4);
    expect(hints.every((hint) => hint.vendorRef === handle.data.key && hint.provider === "ffmpeg")).toBe(true);
  });

  it("is the very file where it fits the limits, and the relay stops with it", async () => {
    const { relay } = newRelay();
    const receiver = await receive();
    const handle = await start(relay, relaySpec({ kind: "file", path: clip.copyable }, receiver.ingest));
    const ended = await reach(relay, handle, "stopped", "failed");
    expect(ended).toMatchObject({ state: "stopped", sourceExhausted: true, error: { code: "source-ended" } });
    expect(ended.encoding).toEqual({ kind: "copy", reason: "Video is passed through; audio is passed through." });
    await receiver.ended();
    const probe = await probeMedia({ tools, input: receiver.file });
    expect(probe.video).toMatchObject({ codec: "h264", width: 320, height: 180 });
    expect(probe.video?.keyframeIntervalSeconds).toBeCloseTo(1, 1);
  });

  it("loops a file for ever, and plays it in real time", async () => {
    const { relay } = newRelay();
    const receiver = await receive();
    const handle = await start(relay, relaySpec({ kind: "file", path: clip.copyable, loop: true }, receiver.ingest));
    await waitUntil(async () => ((await status(relay, handle)).progress?.mediaTimeMs ?? 0) > 8_000, { what: "8 s" });
    const { progress, state } = await status(relay, handle);
    expect(state).toBe("running");
    expect(progress?.speed).toBeLessThan(1.3);
  });

  it("is encoded where keyframes are too far apart; audio that fits is still passed through", async () => {
    const { relay } = newRelay();
    const receiver = await receive();
    const handle = await start(relay, relaySpec({ kind: "file", path: clip.sparse }, receiver.ingest));
    const ended = await reach(relay, handle, "stopped", "failed");
    expect(ended).toMatchObject({ state: "stopped", encoding: { kind: "transcode" } });
    expect(ended.encoding?.reason).toMatch(/keyframe interval of 6 s is above the limit of 4; audio is passed through/);
    await receiver.ended();
    const probe = await probeMedia({ tools, input: receiver.file });
    expect(probe.video?.keyframeIntervalSeconds).toBeLessThan(2.2);
  });

  it("has silence where the source has no sound and the platform wants one", async () => {
    const { relay } = newRelay();
    const receiver = await receive();
    const handle = await start(relay, relaySpec({ kind: "file", path: silent }, receiver.ingest));
    const ended = await reach(relay, handle, "stopped", "failed");
    expect(ended).toMatchObject({ state: "stopped", encoding: { kind: "copy" } });
    expect(ended.encoding?.reason).toContain("silence is added");
    await receiver.ended();
    expect((await probeMedia({ tools, input: receiver.file })).audio?.codec).toBe("aac");
  });

  it("is H.264 and AAC from piped WebM, in the ordered size but never enlarged", async () => {
    let opened = 0;
    let closed = 0;
    const { relay } = newRelay({
      sources: {
        camera: (params) => {
          opened += 1;
          expect(params).toEqual({ room: 7 });
          return {
            media: { kind: "bytes", container: "webm", stream: createReadStream(clip.webm) },
            close: async () => {
              closed += 1;
            },
          };
        },
      },
    });
    const receiver = await receive();
    const output = {
      width: 160,
      height: 160,
      framesPerSecond: 25,
      videoKbps: 300,
      audioKbps: 64,
      keyframeIntervalSeconds: 1,
    };
    const source: ChannelSource = { kind: "custom", name: "camera", params: { room: 7 } };
    const handle = await start(relay, relaySpec(source, receiver.ingest, { output }));
    const ended = await reach(relay, handle, "stopped", "failed");
    expect(ended).toMatchObject({ state: "stopped", sourceExhausted: false, encoding: { kind: "transcode" } });
    await receiver.ended();
    const probe = await probeMedia({ tools, input: receiver.file });
    expect(probe.video).toMatchObject({ codec: "h264", width: 160, height: 90 });
    expect(probe.audio?.codec).toBe("aac");
    expect([opened, closed]).toEqual([1, 1]);
  });

  it("comes from a readable that can be used once", async () => {
    const { relay } = newRelay();
    const receiver = await receive();
    const source = relay.singleUseSource(createReadStream(transport), { container: "mpegts" });
    const handle = await start(relay, relaySpec(source, receiver.ingest));
    const ended = await reach(relay, handle, "stopped", "failed");
    expect(ended).toMatchObject({ state: "stopped", sourceExhausted: true });
    expect(ended.encoding).toMatchObject({ kind: "transcode" });
    await receiver.ended();
    const probe = await probeMedia({ tools, input: receiver.file });
    expect(probe).toMatchObject({ video: { codec: "h264" }, audio: { codec: "aac" } });
    await expect(start(relay, relaySpec(source, receiver.ingest))).rejects.toMatchObject({
      code: "source-not-reopenable",
    });
  });

  it("is encoded, and says so, when there is no ffprobe", async () => {
    const none = ffmpegRelay({ ffmpegPath: tools.ffmpeg });
    const before = { path: process.env.PATH, ffprobe: process.env.FFPROBE_PATH };
    const receiver = await receive();
    relays.push(none);
    process.env.PATH = "";
    delete process.env.FFPROBE_PATH;
    const handle = await start(none, relaySpec({ kind: "file", path: clip.copyable }, receiver.ingest)).finally(() => {
      process.env.PATH = before.path;
      if (before.ffprobe !== undefined) process.env.FFPROBE_PATH = before.ffprobe;
    });
    const running = await reach(none, handle, "running");
    expect(running.encoding).toMatchObject({ kind: "transcode", reason: expect.stringContaining("without ffprobe") });
  });
});

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
    await refuse({ kind: "file", path: clip.copyable }).toMatchObject({ code: "source-forbidden" });
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
      if (request.url === "/d.ts") createReadStream(transport).pipe(response);
      else if (request.url === "/f.flv") createReadStream(flash).pipe(response);
      else response.end(playlist(request.url === "/good.m3u8" ? "d.ts" : `file://${transport}`));
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

describe("the provider", () => {
  it("queues in the order of start, and stops what waits", async () => {
    const { relay } = newRelay({ maxConcurrent: 1 });
    const first = await receive();
    const third = await receive();
    const handles = [
      await start(relay, relaySpec(smallPicture, first.ingest)),
      await start(relay, relaySpec(smallPicture, ingestAt(await freePort()))),
      await start(relay, relaySpec(smallPicture, third.ingest)),
    ] as const;
    await reach(relay, handles[0], "running");
    expect((await status(relay, handles[1])).state).toBe("queued");
    expect((await status(relay, handles[2])).state).toBe("queued");
    await relay.stopRelay(handles[1], effectContext());
    expect((await status(relay, handles[1])).state).toBe("stopped");
    await relay.stopRelay(handles[0], effectContext());
    await reach(relay, handles[2], "running");
  });

  it("gives the same relay for the same numbers and a new one for a new attempt", async () => {
    const { relay } = newRelay();
    const receiver = await receive();
    const spec = relaySpec(smallPicture, receiver.ingest);
    const [one, again] = await Promise.all([
      relay.startRelay(spec, effectContext()),
      relay.startRelay(spec, effectContext()),
    ]);
    expect(again).toEqual(one);
    await reach(relay, one, "running");
    await relay.stopRelay(one, effectContext());
    expect(await relay.startRelay(spec, effectContext())).toEqual(one);
    expect((await status(relay, one)).state).toBe("stopped");
    const next = await receive();
    const second = await relay.startRelay(relaySpec(smallPicture, next.ingest), effectContext({ relayAttempt: 2 }));
    expect(second.data.key).not.toBe(one.data.key);
    await reach(relay, second, "running");
  });

  it("knows nothing of relays of other processes", async () => {
    const { relay } = newRelay();
    for (const data of [{ key: "testkit/other/1.1.1" }, {}, { key: 7 }]) {
      const handle = { provider: "ffmpeg", version: 1, data };
      expect((await status(relay, handle)).state).toBe("absent");
      expect(await relay.stopRelay(handle, effectContext())).toMatchObject({ outcome: "proven" });
    }
  });

  it("closes everything, also a source that neither opens nor closes", async () => {
    const { relay } = newRelay({
      sources: {
        stuck: () => new Promise(() => {}),
        clingy: () => ({
          media: { kind: "bytes", container: "webm", stream: createReadStream(clip.webm) },
          close: () => new Promise(() => {}),
        }),
      },
    });
    const receiver = await receive();
    const stuck = await start(relay, relaySpec({ kind: "custom", name: "stuck", params: {} }, receiver.ingest));
    const clingy = await start(relay, relaySpec({ kind: "custom", name: "clingy", params: {} }, receiver.ingest));
    await reach(relay, clingy, "running", "stopped");
    expect((await status(relay, stuck)).state).toBe("starting");
    await relay.close();
    expect((await status(relay, stuck)).state).toBe("stopped");
    expect((await status(relay, clingy)).state).toBe("stopped");
    await expect(start(relay, relaySpec(smallPicture, receiver.ingest))).rejects.toMatchObject({ code: "closed" });
  });

  it("finds problems without starting", async () => {
    const { relay } = newRelay();
    const { ingest: _, ...spec } = relaySpec(smallPicture, ingestAt(1));
    expect(await relay.preflight?.(spec, effectContext())).toMatchObject([{ severity: "ok", code: "ffmpeg-found" }]);
    const unknown = { ...spec, source: { source: { kind: "custom", name: "x", params: {} }, hosts: [] } } as const;
    expect(await relay.preflight?.(unknown, effectContext())).toMatchObject([
      { severity: "error", code: "source-not-found", field: "source" },
    ]);
  });

  it("says what it can do, and refuses wrong options", () => {
    expect(newRelay({ id: "second" }).relay).toMatchObject({
      id: "second",
      kind: "ffmpeg",
      capabilities: { locality: "process", absenceProofSeconds: 0, maxConcurrent: 4, billing: "self-hosted-relay" },
    });
    expect(newRelay({ allowFiles: false }).relay.capabilities.sources).not.toContain("file");
    const wrong = { maxConcurrent: 0 };
    expect(() => ffmpegRelay(wrong)).toThrowError(
      expect.objectContaining({ code: "invalid-options", field: "maxConcurrent" }),
    );
    const clock = Object.assign({}, { now: 1 });
    expect(() => Reflect.apply(ffmpegRelay, null, [{ clock }])).toThrowError(
      expect.objectContaining({ field: "clock" }),
    );
  });
});

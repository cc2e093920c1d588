import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HybridStreamError } from "@hybrid-stream/spec";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRtmpIngestServer } from "./rtmp-ingest-server.js";
import { eventually } from "./test-support/eventually.js";
import { ffmpeg, probe, publishTestMedia } from "./test-support/ffmpeg.js";
import { liveKey, readAll, startIngest } from "./test-support/ingest-under-test.js";
import { selfSigned } from "./test-support/self-signed.js";

let certificate: { key: string; cert: string };
let folder: string;

beforeAll(async () => {
  certificate = await selfSigned();
  folder = await mkdtemp(join(tmpdir(), "ingest-"));
});

afterAll(() => rm(folder, { recursive: true }));

async function caught(promise: Promise<unknown>): Promise<HybridStreamError> {
  const thrown: unknown = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  if (!HybridStreamError.isInstance(thrown)) throw new Error("no HybridStreamError was thrown");
  return thrown;
}

describe("a real FFmpeg publishes", () => {
  it("over RTMP, and its media can be read", async () => {
    const ingest = await startIngest();
    const publisher = publishTestMedia(`rtmp://127.0.0.1:${ingest.port}/live/${liveKey}?priority=2`, { seconds: 2 });
    const session = await ingest.nextSession();
    const media = await readAll(session);
    expect(await publisher.ended).toMatchObject({ code: 0 });
    expect(await session.closed).toEqual({ reason: "publisher-left" });
    expect(session.codecs).toEqual({ video: "h264", audio: "aac", width: 320, height: 180, framesPerSecond: 25 });
    expect(session.bytesReceived).toBeGreaterThan(10_000);
    expect(session.bitrateKbps).toBeGreaterThan(0);
    expect(media.length).toBeGreaterThan(session.bytesReceived);
    const streams = await probe(media);
    expect(streams).toContain("h264,320,180");
    expect(streams).toContain("aac");
    expect(ingest.requests).toEqual([
      { application: "live", streamName: liveKey, remoteAddress: "127.0.0.1", secure: false },
    ]);
    expect(ingest.log()).not.toContain(liveKey);
    expect(ingest.log()).toContain("publish started");
  });

  it("over RTMPS", async () => {
    const ingest = await startIngest({ tls: { port: 0, ...certificate } });
    const publisher = publishTestMedia(`rtmps://127.0.0.1:${ingest.tlsPort}/live/${liveKey}`, { seconds: 2 });
    const session = await ingest.nextSession();
    const media = await readAll(session);
    expect(await publisher.ended).toMatchObject({ code: 0 });
    expect(await probe(media)).toContain("h264,320,180");
    expect(ingest.requests).toMatchObject([{ secure: true, remoteAddress: "127.0.0.1" }]);
    await eventually(() => ingest.server.connections === 0, "the connection to be gone");
  });

  it("more than 30 MB as fast as it can, without a stall", async () => {
    const file = join(folder, "noise.flv");
    const made = await ffmpeg(
      ...["-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25", "-vf", "noise=alls=100:allf=t", "-t", "3"],
      ...["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-qp", "5", file],
    ).ended;
    expect(made).toMatchObject({ code: 0 });
    const ingest = await startIngest();
    const publisher = ffmpeg(
      ...["-stream_loop", "20", "-i", file, "-c", "copy", "-fs", "40M"],
      ...["-f", "flv", `rtmp://127.0.0.1:${ingest.port}/live/${liveKey}`],
    );
    const session = await ingest.nextSession();
    let bytes = 0;
    for await (const chunk of session.media) bytes += chunk.length;
    expect(await publisher.ended).toMatchObject({ code: 0 });
    expect(await session.closed).toEqual({ reason: "publisher-left" });
    expect(bytes).toBeGreaterThan(30_000_000);
  });
});

describe("a real FFmpeg is told no", () => {
  it("for a key that is not accepted", async () => {
    const ingest = await startIngest();
    const end = await publishTestMedia(`rtmp://127.0.0.1:${ingest.port}/live/another-secret`).ended;
    expect(end.code).toBe(1);
    expect(end.errors).toContain("This stream key is not known.");
    expect(ingest.log()).toContain("NetStream.Publish.BadName");
    expect(ingest.log()).not.toContain("another-secret");
  });

  it("when the host's decision fails", async () => {
    const ingest = await startIngest({
      authorize: ({ streamName }) => {
        throw new Error(`lookup of ${streamName} failed`);
      },
    });
    const end = await publishTestMedia(`rtmp://127.0.0.1:${ingest.port}/live/${liveKey}`).ended;
    expect(end.code).toBe(1);
    expect(end.errors).toContain("could not check the stream key");
    expect(ingest.log()).toContain("authorize failed");
    expect(ingest.log()).not.toContain(liveKey);
  });

  it("on a key that is live, and the first one goes on", async () => {
    const ingest = await startIngest();
    const url = `rtmp://127.0.0.1:${ingest.port}/live/${liveKey}`;
    const first = publishTestMedia(url);
    const session = await ingest.nextSession();
    const second = await publishTestMedia(url).ended;
    expect(second.code).toBe(1);
    expect(second.errors).toContain("live already");
    const before = session.bytesReceived;
    await eventually(() => session.bytesReceived > before, "more media of the first publisher");
    session.cut("the test is over");
    await first.ended;
  });

  it("when it wants to play", async () => {
    const ingest = await startIngest();
    const end = await ffmpeg("-i", `rtmp://127.0.0.1:${ingest.port}/live/${liveKey}`, "-f", "null", "-").ended;
    expect(end.code).toBe(1);
    expect(end.errors).toContain("publishers only");
    expect(ingest.requests).toEqual([]);
  });
});

describe("a session ends", () => {
  it("when it is cut: FFmpeg exits and the media ends", async () => {
    const ingest = await startIngest();
    const publisher = publishTestMedia(`rtmp://127.0.0.1:${ingest.port}/live/${liveKey}`);
    const session = await ingest.nextSession();
    const media = readAll(session);
    await eventually(() => session.bytesReceived > 10_000, "media");
    session.cut("sold out");
    expect(await session.closed).toEqual({ reason: "cut" });
    await media;
    expect((await publisher.ended).code).toBe(1);
    expect(ingest.log()).toContain("sold out");
  });

  it("when its consumer leaves the loop", async () => {
    const ingest = await startIngest();
    const publisher = publishTestMedia(`rtmp://127.0.0.1:${ingest.port}/live/${liveKey}`);
    const session = await ingest.nextSession();
    for await (const chunk of session.media) {
      if (chunk.length > 100) break;
    }
    expect(await session.closed).toEqual({ reason: "cut" });
    await publisher.ended;
  });

  it("when its publisher is killed", async () => {
    const ingest = await startIngest();
    const publisher = publishTestMedia(`rtmp://127.0.0.1:${ingest.port}/live/${liveKey}`);
    const session = await ingest.nextSession();
    await eventually(() => session.bytesReceived > 10_000, "media");
    publisher.child.kill("SIGKILL");
    expect(await session.closed).toEqual({ reason: "connection-lost" });
    await publisher.ended;
    expect((await readAll(session)).length).toBeGreaterThan(10_000);
  });

  it("when its consumer does not keep up", async () => {
    const ingest = await startIngest({ maxBufferedBytes: 100_000 });
    const publisher = publishTestMedia(`rtmp://127.0.0.1:${ingest.port}/live/${liveKey}`);
    const session = await ingest.nextSession();
    expect(await session.closed).toEqual({ reason: "too-slow" });
    expect((await publisher.ended).code).toBe(1);
  });

  it("when its publisher stays but sends nothing", async () => {
    const ingest = await startIngest({ idleTimeoutMs: 1_000 });
    const publisher = publishTestMedia(`rtmp://127.0.0.1:${ingest.port}/live/${liveKey}`);
    const session = await ingest.nextSession();
    await eventually(() => session.bytesReceived > 10_000, "media");
    publisher.child.kill("SIGSTOP");
    expect(await session.closed).toEqual({ reason: "idle" });
    publisher.child.kill("SIGKILL");
    await publisher.ended;
  });

  it("when the server closes, which leaves nothing behind", async () => {
    const sockets = (): number =>
      process.getActiveResourcesInfo().filter((kind) => kind.startsWith("TCP") || kind.startsWith("TLS")).length;
    const before = sockets();
    const ingest = await startIngest({ tls: { port: 0, ...certificate } });
    const publisher = publishTestMedia(`rtmps://127.0.0.1:${ingest.tlsPort}/live/${liveKey}`);
    const session = await ingest.nextSession();
    await eventually(() => session.bytesReceived > 10_000, "media");
    expect(ingest.server.connections).toBe(1);
    await ingest.server.close();
    expect(await session.closed).toEqual({ reason: "cut" });
    expect(ingest.server.connections).toBe(0);
    expect(ingest.clock.running).toBe(0);
    await eventually(() => sockets() <= before, "the sockets to be freed");
    expect((await publisher.ended).code).toBe(1);
  });
});

describe("listening", () => {
  it("names a port that is taken, and frees the one it had", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const address = other.address();
    const taken = typeof address === "object" && address ? address.port : 0;
    const options = { host: "127.0.0.1", authorize: () => ({ accept: true, onSession: () => {} }) as const };
    const plain = await caught(createRtmpIngestServer({ ...options, port: taken }).listen());
    expect(plain).toMatchObject({ code: "origin-address-in-use", field: "port" });
    const withTls = createRtmpIngestServer({ ...options, port: 0, tls: { port: taken, ...certificate } });
    expect(await caught(withTls.listen())).toMatchObject({ code: "origin-address-in-use", field: "tls.port" });
    expect(await caught(withTls.listen())).toMatchObject({ code: "closed" });
    await new Promise((resolve) => other.close(resolve));
  });

  it("refuses a certificate that is none, without showing the key", async () => {
    const server = createRtmpIngestServer({
      host: "127.0.0.1",
      port: 0,
      tls: { port: 0, key: "private-text", cert: "nothing" },
      authorize: () => ({ accept: true, onSession: () => {} }),
    });
    const error = await caught(server.listen());
    expect(error).toMatchObject({ code: "invalid-options", field: "tls" });
    expect(JSON.stringify(error)).not.toContain("private-text");
  });
});

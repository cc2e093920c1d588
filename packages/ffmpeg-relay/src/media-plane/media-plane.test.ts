import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type HlsOrigin, hlsOrigin } from "@hybrid-stream/hls-origin";
import { defaultEncodeSettings, type MediaPlane, type MediaPush, publishUrl } from "@hybrid-stream/spec";
import { effectContext, waitUntil } from "@hybrid-stream/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ffmpegsPublishingTo } from "../../test/processes.js";
import { temporaryFolder } from "../../test/receiver.js";
import { type FfmpegMediaPlaneOptions, ffmpegMediaPlane } from "../media-plane.js";
import { ingestOf, pushSpec } from "./push-spec.js";

const folder = temporaryFolder();
const output = { ...defaultEncodeSettings, width: 320, height: 180, framesPerSecond: 15, videoKbps: 300 };
const said: unknown[] = [];
const planes: MediaPlane[] = [];
let origin: HlsOrigin;
let ports: { rtmpPort: number; rtmpsPort: number | null };

beforeAll(async () => {
  const files = { key: join(folder.path, "key.pem"), cert: join(folder.path, "cert.pem") };
  const request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"];
  execFileSync("openssl", [...request, "-keyout", files.key, "-out", files.cert], { stdio: "ignore" });
  const tls = { port: 0, key: readFileSync(files.key), cert: readFileSync(files.cert) };
  origin = hlsOrigin({ secret: "a secret of the origin", rtmp: { port: 0, tls }, http: { port: 0 } });
  ports = await origin.start();
});
afterEach(async () => {
  await Promise.all(planes.splice(0).map((plane) => plane.close()));
});
afterAll(async () => {
  await origin.close();
  folder.remove();
});

function newPlane(options: FfmpegMediaPlaneOptions = {}): MediaPlane {
  const say = (...words: unknown[]) => said.push(words);
  const plane = ffmpegMediaPlane({ logger: { debug: say, info: say, warn: say, error: say }, ...options });
  planes.push(plane);
  return plane;
}

async function liveStream(channelId: string) {
  const call = effectContext({ channelId });
  const spec = { access: "public", recording: false, latency: "standard", continuityWindowSeconds: 30 } as const;
  const { handle } = await origin.createLiveStream(spec, call);
  const key = await origin.getStreamKey(handle, call);
  const application = new URL(key.url.replace(/^rtmps?/, "http")).pathname;
  const at = (base: string): string => publishUrl({ ...key, url: `${base}${application}` });
  return {
    key: key.streamKey.reveal(),
    plain: at(`rtmp://127.0.0.1:${ports.rtmpPort}`),
    secure: at(`rtmps://127.0.0.1:${ports.rtmpsPort}`),
    receives: () =>
      waitUntil(async () => (await origin.getStreamStatus(handle, call)).ingest === "receiving", { what: "ingest" }),
  };
}

const delivering = (push: MediaPush) => waitUntil(() => push.state === "delivering", { what: "delivery" });

describe("a push", () => {
  it("is real media, says what it does, and leaves nothing when it is stopped", async () => {
    const stream = await liveStream("plain");
    const push = newPlane().startPush({ label: "converter 1", rtmpUrl: stream.plain, output });
    const states: string[] = [push.state];
    push.onChange(() => states.push(push.state));
    await stream.receives();
    await delivering(push);
    await Promise.all([push.stop(), push.stop()]);
    expect(await push.ended).toBe("stopped");
    expect(states).toEqual(["connecting", "delivering", "ended"]);
    expect(ffmpegsPublishingTo(stream.plain.slice(0, stream.plain.lastIndexOf("/")))).toEqual([]);
    expect(said.length).toBeGreaterThan(0);
    expect(JSON.stringify(said)).not.toContain(stream.key);
  });

  it("fails with its server, and is not started again", async () => {
    const { plain } = await liveStream("refused");
    const push = newPlane().startPush({ label: "converter 2", rtmpUrl: `${plain}-which-is-wrong`, output });
    expect(await push.ended).toBe("failed");
    expect(push.state).toBe("ended");
    await push.stop();
    expect(await push.ended).toBe("failed");
  });

  it("fails where there is no address to push to", async () => {
    const push = newPlane().startPush({ label: "converter 3", rtmpUrl: "https://nowhere.example/", output });
    expect(await push.ended).toBe("failed");
  });

  it("can be stopped before FFmpeg has started", async () => {
    const { plain } = await liveStream("early");
    const push = newPlane().startPush({ label: "converter 4", rtmpUrl: plain, output });
    await push.stop();
    expect(await push.ended).toBe("stopped");
  });

  it("trusts a self-signed server when it is told to, and only then", async () => {
    const stream = await liveStream("secure");
    const strict = newPlane().startPush({ label: "converter 5", rtmpUrl: stream.secure, output });
    expect(await strict.ended).toBe("failed");
    newPlane({ tls: { verify: false } }).startPush({ label: "converter 6", rtmpUrl: stream.secure, output });
    await stream.receives();
  });
});

it("a closed media plane has ended every push, and takes no other one", async () => {
  const { plain } = await liveStream("closed");
  const plane = newPlane();
  const push = plane.startPush({ label: "converter 7", rtmpUrl: plain, output });
  await delivering(push);
  await plane.close();
  expect(push.state).toBe("ended");
  expect(() => plane.startPush({ label: "converter 8", rtmpUrl: plain, output })).toThrow(
    expect.objectContaining({ code: "closed" }),
  );
});

it("parts an address at its key, query included", () => {
  const { url, streamKey } = ingestOf("rtmps://h:443/app/instance/key?priority=3&token=a/b");
  expect([url, streamKey.reveal()]).toEqual(["rtmps://h:443/app/instance", "key?priority=3&token=a/b"]);
});

it("encodes no larger than its limit, in the same shape", () => {
  const limit = { width: 640, height: 640, framesPerSecond: 15 };
  const wanted = { ...defaultEncodeSettings, width: 1_280, height: 720 };
  const spec = pushSpec({ label: "l", rtmpUrl: "rtmp://h/a/k", output: wanted }, limit);
  expect(spec.output).toEqual({ ...wanted, width: 640, height: 360, framesPerSecond: 15 });
  expect(spec.source.source).toMatchObject({ kind: "test-picture", width: 640, height: 360, framesPerSecond: 15 });
});

it("names a wrong option", () => {
  expect(() => ffmpegMediaPlane({ limit: { width: 0, height: 1, framesPerSecond: 1 } })).toThrow(
    expect.objectContaining({ code: "invalid-options", field: "limit.width" }),
  );
});

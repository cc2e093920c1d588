import { ffmpegMediaPlane } from "@hybrid-stream/ffmpeg-relay/media-plane";
import { type HlsOrigin, hlsOrigin } from "@hybrid-stream/hls-origin";
import { createHlsProbe } from "@hybrid-stream/provider-kit";
import { publishUrl } from "@hybrid-stream/spec";
import { effectContext, waitUntil } from "@hybrid-stream/testkit";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { type AgoraSimulator, createAgoraSimulator } from "../simulator.js";
import { webStart } from "./test-support/recording-bench.js";
import { authorizationOf } from "./test-support/simulator-bench.js";

const limit = { width: 320, height: 180, framesPerSecond: 15 };
/** Inside the simulated quotas. */
const intervalMs = 200;
const simulators: AgoraSimulator[] = [];
let origin: HlsOrigin;

beforeAll(async () => {
  origin = hlsOrigin({ secret: "a secret of the origin", rtmp: { port: 0 }, http: { port: 0 } });
  await origin.start();
});
afterEach(async () => {
  await Promise.all(simulators.splice(0).map((simulator) => simulator.close()));
});
afterAll(() => origin.close());

async function liveStream(channelId: string) {
  const call = effectContext({ channelId });
  const spec = { access: "public", recording: false, latency: "standard", continuityWindowSeconds: 30 } as const;
  const stream = await origin.createLiveStream(spec, call);
  const rtmpUrl = publishUrl(await origin.getStreamKey(stream.handle, call));
  const ingest = async () => (await origin.getStreamStatus(stream.handle, call)).ingest;
  const { url } = await origin.getPlaybackUrl(stream.handle, { purpose: "probe" });
  return { rtmpUrl, ingest, url };
}

/** A simulator with real media, on a socket. */
async function simulated() {
  const mediaPlane = ffmpegMediaPlane({ limit });
  const simulator = createAgoraSimulator({ mediaPlane, timings: { recorderStartMs: 200, exitMs: 100 } });
  simulators.push(simulator);
  const server = await simulator.listen();
  const call = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${server.url}${path}`, {
      method,
      headers: { authorization: authorizationOf(simulator), "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? null : JSON.parse(text) };
  };
  return { simulator, call };
}

async function plays(url: string): Promise<void> {
  const probe = createHlsProbe({});
  try {
    let first = -1;
    await waitUntil(
      async () => {
        const result = await probe.probe(url);
        if (result.state !== "playing") return false;
        if (first < 0) first = result.lastSegment;
        return result.lastSegment > first;
      },
      { what: "an HLS playlist that advances", timeoutMs: 40_000 },
    );
  } finally {
    await probe.close();
  }
}

it("a simulated converter becomes live HLS, follows its host, and stops when the service would", async () => {
  const stream = await liveStream("media-push");
  const { simulator, call } = await simulated();
  const root = `/eu/v1/projects/${simulator.credentials.appId}/rtmp-converters`;
  simulator.setPublisher("show", 7);
  const rawOptions = { rtcChannel: "show", rtcStreamUid: 7 };
  const made = await call("POST", root, { converter: { rawOptions, rtmpUrl: stream.rtmpUrl, idleTimeout: 2 } });
  const path = `${root}/${made.body.converter.id}`;
  const state = async () => (await call("GET", path)).body.converter?.state;
  await waitUntil(async () => (await state()) === "running", { what: "running", intervalMs });
  await plays(stream.url);
  expect(await stream.ingest()).toBe("receiving");
  simulator.setPublisher("show", null);
  await waitUntil(async () => (await stream.ingest()) !== "receiving", { what: "the end of the media" });
  await waitUntil(async () => (await call("GET", path)).status === 404, { what: "the idle timeout", intervalMs });
  expect(simulator.runningTasks()).toEqual([]);
});

it("a simulated converter to a wrong key fails", async () => {
  const { rtmpUrl } = await liveStream("wrong-key");
  const { simulator, call } = await simulated();
  const root = `/eu/v1/projects/${simulator.credentials.appId}/rtmp-converters`;
  simulator.setPublisher("show", 7);
  const rawOptions = { rtcChannel: "show", rtcStreamUid: 7 };
  const made = await call("POST", root, { converter: { rawOptions, rtmpUrl: `${rtmpUrl}x` } });
  const get = () => call("GET", `${root}/${made.body.converter.id}`);
  await waitUntil(async () => (await get()).body.converter.state === "failed", { what: "failed", intervalMs });
});

it("a simulated web page recording publishes, and its stop ends the media", async () => {
  const stream = await liveStream("web-page");
  const { simulator, call } = await simulated();
  const root = `/v1/apps/${simulator.credentials.appId}/cloud_recording`;
  const names = { cname: "relay", uid: "900042" };
  const { resourceId } = (await call("POST", `${root}/acquire`, { ...names, clientRequest: { scene: 1 } })).body;
  const text = JSON.stringify(webStart()).replace("rtmp://h/live/secret-key", stream.rtmpUrl);
  const clientRequest: object = JSON.parse(text);
  const { sid } = (await call("POST", `${root}/resourceid/${resourceId}/mode/web/start`, { ...names, clientRequest }))
    .body;
  const path = `${root}/resourceid/${resourceId}/sid/${sid}/mode/web`;
  const output = async () => JSON.stringify((await call("GET", `${path}/query`)).body.serverResponse);
  await waitUntil(async () => (await output()).includes('"publishing"'), { what: "publishing", intervalMs });
  await plays(stream.url);
  await call("POST", `${path}/stop`, { ...names, clientRequest: { async_stop: true } });
  await waitUntil(async () => (await stream.ingest()) !== "receiving", { what: "the end of the media" });
  await waitUntil(() => simulator.runningTasks().length === 0, { what: "the recorder's exit" });
});

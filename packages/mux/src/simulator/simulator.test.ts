import { expect, it, onTestFinished } from "vitest";
import { muxBench } from "../../test/mux-bench.js";
import { createMuxSimulator, type MuxSimulator } from "../simulator.js";

const root = "/video/v1/live-streams";

function client(simulator: MuxSimulator, base = "https://api.mux.com", send: typeof fetch = simulator.fetch) {
  const { tokenId, tokenSecret } = simulator.credentials;
  const authorization = `Basic ${Buffer.from(`${tokenId}:${tokenSecret}`).toString("base64")}`;
  return async (method: string, path: string, body?: object) => {
    const init = { method, headers: { authorization }, ...(body && { body: JSON.stringify(body) }) };
    const response = await send(`${base}${path}`, init);
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  };
}

it("answers as Mux does: quirks of a stream without a policy, of created_at, of reconnect windows", async () => {
  const { simulator } = muxBench();
  const call = client(simulator);
  const bare = await call("POST", root, {});
  expect(bare).toMatchObject({ status: 201, body: { data: { status: "idle", reconnect_window: 60 } } });
  expect(bare.body.data).not.toHaveProperty("playback_ids");
  expect(typeof bare.body.data.created_at).toBe("string");
  expect((await call("POST", root, { latency_mode: "low" })).body.data.reconnect_window).toBe(0);
  expect((await call("POST", root, { new_asset_settings: { video_quality: "basic" } })).status).toBe(400);
  expect((await call("POST", root, { playback_polices: ["public"] })).status).toBe(400);
  expect((await call("PATCH", `${root}/${bare.body.data.id}`, { test: true })).status).toBe(400);
  expect((await call("PATCH", `${root}/${bare.body.data.id}`, { passthrough: "x" })).body.data.passthrough).toBe("x");
  expect((await call("GET", `${root}/nobody`)).status).toBe(404);
  expect((await call("GET", `${root}?page=2&limit=2`)).body.data).toEqual([]);
  expect((await call("GET", `${root}?limit=1`)).body.data).toHaveLength(1);
  expect((await call("GET", `${root}?status=active`)).body.data).toEqual([]);
});

it("refuses strangers, and what goes beyond the quota", async () => {
  const simulator = createMuxSimulator({ quotas: { postBurst: 1, postPerSecond: 0 } });
  onTestFinished(() => simulator.close());
  expect((await simulator.fetch(`https://api.mux.com${root}`)).status).toBe(401);
  const call = client(simulator);
  const tries = [await call("POST", root, {}), await call("POST", root, {})];
  expect(tries.map(({ status }) => status)).toEqual([201, 429]);
  const reads = await Promise.all(Array.from({ length: 6 }, () => call("GET", root)));
  expect(reads.filter(({ status }) => status === 429)).toHaveLength(1);
});

it("tells events in Mux's order, with a number for created_at and what REST does not tell", async () => {
  const bodies: { type: string; data: Record<string, unknown> }[] = [];
  const handler = async (request: Request): Promise<Response> => {
    bodies.push(JSON.parse(await request.text()));
    return new Response(null, { status: 200 });
  };
  const bench = muxBench({}, { webhook: { secret: "s", handler } });
  const call = client(bench.simulator);
  const { body } = await call("POST", root, { playback_policies: ["public"], reconnect_window: 10 });
  const encoder = bench.simulator.connectEncoder(body.data.stream_key);
  await bench.clock.advance(6_000);
  encoder.stop();
  await bench.clock.advance(11_000);
  expect(bodies.map(({ type }) => type.replace("video.", ""))).toEqual([
    "live_stream.created",
    "live_stream.connected",
    "asset.created",
    "live_stream.recording",
    "live_stream.active",
    "asset.ready",
    "live_stream.disconnected",
    "live_stream.idle",
    "asset.live_stream_completed",
  ]);
  const [, connected] = bodies;
  expect(connected?.data).toMatchObject({ status: "idle", connected: true, recording: false });
  expect(typeof connected?.data.created_at).toBe("number");
  expect(bodies[7]?.data.active_asset_id).toBe(bench.simulator.assetIds()[0]);
});

it("delivers a webhook again until it is answered, with growing gaps", async () => {
  let answers = 0;
  const handler = (): Response => {
    answers += 1;
    return new Response(null, { status: answers < 3 ? 500 : 200 });
  };
  const { simulator, clock } = muxBench({}, { webhook: { secret: "s", handler } });
  await client(simulator)("POST", root, {});
  await clock.advance(60_000);
  expect(simulator.webhooks().map(({ attempt, status }) => [attempt, status])).toEqual([
    [1, 500],
    [2, 500],
    [3, 200],
  ]);
});

it("is the same on a socket, broken connections included", async () => {
  const { simulator } = muxBench();
  const server = await simulator.listen();
  const call = client(simulator, server.url, fetch);
  expect((await call("POST", root, { playback_policies: ["public"] })).status).toBe(201);
  simulator.faults.add({ kind: "reset" });
  await expect(call("GET", root)).rejects.toThrow();
  simulator.faults.add({ kind: "truncated" });
  await expect(call("GET", root)).rejects.toThrow();
  simulator.faults.add({ kind: "status", status: 429, retryAfterSeconds: 7 });
  expect((await call("GET", root)).status).toBe(429);
  simulator.faults.add({ kind: "html" });
  expect((await fetch(`${server.url}${root}`)).headers.get("content-type")).toContain("html");
  simulator.faults.add({ kind: "twice" }, { operation: "createLiveStream" });
  await call("POST", root, {});
  expect(simulator.liveStreams()).toHaveLength(3);
  await server.close();
  await expect(call("GET", root)).rejects.toThrow();
});

it("disables a test stream after five minutes", async () => {
  const { simulator, clock } = muxBench();
  const { body } = await client(simulator)("POST", root, { playback_policies: ["public"], test: true });
  const encoder = simulator.connectEncoder(body.data.stream_key);
  await clock.advance(300_000);
  await encoder.closed;
  expect(simulator.liveStreams()[0]?.status).toBe("disabled");
});

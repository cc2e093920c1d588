import type { IngestPlane, IngestReception } from "@hybrid-stream/spec";
import { createVirtualClock, waitUntil } from "@hybrid-stream/testkit";
import { describe, expect, it, onTestFinished } from "vitest";
import { type CloudflareStreamSimulatorOptions, createCloudflareStreamSimulator } from "../simulator.js";

const settings = { recording: { mode: "automatic", timeoutSeconds: 10 } };

function simulated(options: CloudflareStreamSimulatorOptions = {}) {
  const clock = createVirtualClock();
  const simulator = createCloudflareStreamSimulator({ clock, ...options });
  onTestFinished(() => simulator.close());
  const { accountId, apiToken } = simulator.credentials;
  const ask = async (
    method: string,
    path: string,
    body?: unknown,
    { base = "https://api.cloudflare.com", headers = {} }: { base?: string; headers?: Record<string, string> } = {},
  ) => {
    const send = base.startsWith("http://127") ? fetch : simulator.fetch;
    const response = await send(`${base}/client/v4/accounts/${accountId}/stream${path}`, {
      method,
      headers: { authorization: `Bearer ${apiToken}`, "content-type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === "" ? null : JSON.parse(text) };
  };
  const create = async (body: object = settings) => (await ask("POST", "/live_inputs", body)).body.result;
  return { simulator, clock, ask, create };
}

describe("the simulated API", () => {
  it("answers in Cloudflare's envelope, on a socket as in process", async () => {
    const { simulator, ask } = simulated();
    const { url: base, apiBaseUrl } = await simulator.listen();
    expect(apiBaseUrl).toBe(`${base}/client/v4`);
    const created = await ask("POST", "/live_inputs", settings, { base });
    expect(created.status).toBe(200);
    expect(created.headers.get("cf-ray")).toMatch(/^[0-9a-f]{16}-SIM$/);
    expect(created.body).toMatchObject({ success: true, errors: [], result: { enabled: true, status: null } });
    const { uid } = created.body.result;
    expect((await ask("DELETE", `/live_inputs/${uid}`, undefined, { base })).body).toBeNull();
    expect(await ask("GET", `/live_inputs/${uid}`, undefined, { base })).toMatchObject({
      status: 404,
      body: { success: false, errors: [{ code: 10_003 }], result: null },
    });
    simulator.faults.add({ kind: "reset" });
    await expect(ask("GET", "/live_inputs", undefined, { base })).rejects.toThrow("fetch failed");
    simulator.faults.add({ kind: "truncated" });
    await expect(ask("GET", "/live_inputs", undefined, { base })).rejects.toThrow("terminated");
  });

  it("refuses a wrong token, a wrong account, and settings that do not fit", async () => {
    const { simulator, ask } = simulated();
    const headers = { authorization: "Bearer another" };
    expect((await ask("GET", "/live_inputs", undefined, { headers })).status).toBe(401);
    const elsewhere = `https://api.cloudflare.com/client/v4/accounts/${"f".repeat(32)}/stream/live_inputs`;
    const { apiToken } = simulator.credentials;
    const other = await simulator.fetch(elsewhere, { headers: { authorization: `Bearer ${apiToken}` } });
    expect([other.status, await other.json()]).toMatchObject([404, { errors: [{ code: 7003 }] }]);
    expect(await ask("POST", "/live_inputs", { deleteRecordingAfterDays: 7 })).toMatchObject({
      status: 400,
      body: { errors: [{ code: 10_060 }] },
    });
    expect((await ask("POST", "/live_inputs", { recording: { mode: "sometimes" } })).status).toBe(400);
  });

  it("has the traps of the real one: retention in the wrong place, a partial recording, lists without credentials", async () => {
    const { ask, create } = simulated();
    const nested = await create({ recording: { mode: "automatic", deleteRecordingAfterDays: 30 } });
    expect(nested.deleteRecordingAfterDays).toBeNull();
    const { body } = await ask("PUT", `/live_inputs/${nested.uid}`, { recording: { timeoutSeconds: 3 } });
    expect(body.result.recording).toMatchObject({ mode: "off", timeoutSeconds: 3 });
    const kept = await ask("PUT", `/live_inputs/${nested.uid}`, { enabled: false });
    expect(kept.body.result.recording).toMatchObject({ mode: "off", timeoutSeconds: 3 });
    const listed = (await ask("GET", "/live_inputs?include_counts=true")).body.result;
    expect(listed).toMatchObject({ total: 1, range: 1 });
    expect(Object.keys(listed.liveInputs[0])).not.toContain("rtmps");
    expect(Object.keys(listed.liveInputs[0])).not.toContain("status");
  });

  it("blocks every call for five minutes once 1,200 were made in five", async () => {
    const { ask, clock } = simulated();
    for (let count = 0; count < 1200; count += 1) await ask("GET", "/storage-usage");
    const refused = await ask("GET", "/storage-usage");
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "300"]);
    await clock.advance(299_000);
    expect((await ask("GET", "/storage-usage")).status).toBe(429);
    await clock.advance(1000);
    expect((await ask("GET", "/storage-usage")).status).toBe(200);
  });

  it("records nothing and plays nothing without a recording mode", async () => {
    const { simulator, clock, create } = simulated();
    const input = await create({});
    simulator.connect(input.rtmps.streamKey);
    await clock.advance(30_000);
    const host = `https://customer-simulated.cloudflarestream.com/${input.uid}`;
    expect((await simulator.fetch(`${host}/manifest/video.m3u8`)).status).toBe(204);
    expect(await (await simulator.fetch(`${host}/lifecycle`)).json()).toEqual({
      isInput: true,
      videoUID: null,
      live: false,
    });
    expect(simulator.videoIds()).toEqual([]);
  });

  it("drops an old publisher some time after a rotation, and not the one with the new key", async () => {
    const { simulator, clock, ask, create } = simulated({ timings: { rotationDropMs: 1500 } });
    const input = await create();
    const old = simulator.connect(input.rtmps.streamKey);
    const rotated = (await ask("POST", `/live_inputs/${input.uid}/rotate_keys`)).body.result;
    expect(rotated.keysRotatedAt).toBe(clock.now().toISOString());
    expect(await simulator.connect(input.rtmps.streamKey).closed).toBe("refused");
    await clock.advance(1000);
    simulator.connect(rotated.rtmps.streamKey);
    expect(await old.closed).toBe("cut");
    await clock.advance(10_000);
    expect(simulator.inputs()).toMatchObject([{ connected: true }]);
  });

  it("keeps the Stream webhook that the API has set, and can lose or reorder what it sends", async () => {
    const received: { event: string; signed: boolean }[] = [];
    const { simulator, clock, ask, create } = simulated({
      notifications: {
        secret: "shared",
        handler: async (request) => {
          received.push({
            event: JSON.parse(await request.text()).data.event_type,
            signed: request.headers.get("cf-webhook-auth") === "shared",
          });
          return new Response(null, { status: 204 });
        },
      },
    });
    const hook = await ask("PUT", "/webhook", { notificationUrl: "https://shop.example/hook" });
    expect(hook.body.result.secret).toMatch(/^[0-9a-f]{40}$/);
    expect((await ask("GET", "/webhook")).body.result).toMatchObject({ notificationUrl: "https://shop.example/hook" });
    expect((await ask("DELETE", "/webhook")).status).toBe(200);
    expect((await ask("GET", "/webhook")).status).toBe(404);
    const input = await create();
    simulator.setMessageMode({ kind: "lost" });
    simulator.connect(input.rtmps.streamKey).stop();
    simulator.setMessageMode({ kind: "reordered" });
    simulator.connect(input.rtmps.streamKey).stop();
    await clock.advance(10_000);
    expect(received).toEqual([
      { event: "live_input.disconnected", signed: true },
      { event: "live_input.connected", signed: true },
    ]);
  });

  it.each(["clock", "ingestPlane", "accountId", "notifications"])("refuses a wrong %s", (field) => {
    const wrong: object = { [field]: {} };
    let thrown: unknown;
    try {
      createCloudflareStreamSimulator(wrong);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: "invalid-options", field: expect.stringContaining(field) });
  });
});

/** A plane of one's own: who publishes is said by the test. */
function planeByHand() {
  let keys: readonly string[] = [];
  let changed = (): void => {};
  const state = { publishes: false, closed: 0 };
  const set = (publishes: boolean): void => {
    state.publishes = publishes;
    changed();
  };
  const reception: IngestReception = {
    ingestUrl: "rtmps://127.0.0.1:1/live/",
    playlistUrl: "http://127.0.0.1:1/index.m3u8",
    get publisher() {
      const media = { connectedAt: new Date(), bitrateKbps: null, width: null, height: null, framesPerSecond: null };
      return state.publishes ? media : null;
    },
    viewers: 3,
    minutesDelivered: 1.5,
    setStreamKeys(next) {
      keys = next;
    },
    disconnectPublisher: async () => set(false),
    onChange(listener) {
      changed = listener;
      return () => {};
    },
    close: async () => {
      state.closed += 1;
    },
  };
  const plane: IngestPlane = {
    openReception: async ({ application }) => {
      expect(application).toBe("live");
      return reception;
    },
    close: async () => {
      state.closed += 1;
    },
  };
  return { plane, state, publish: () => set(true), keys: () => keys };
}

describe("with an ingest plane", () => {
  it("hands out its address, follows its publisher, and tells it which keys are good", async () => {
    const { plane, state, publish, keys } = planeByHand();
    const { simulator, clock, ask, create } = simulated({ ingestPlane: plane });
    const input = await create();
    expect(input.rtmps.url).toBe("rtmps://127.0.0.1:1/live/");
    expect(keys()).toEqual([input.rtmps.streamKey]);
    publish();
    await clock.advance(5000);
    const host = `https://customer-simulated.cloudflarestream.com/${input.uid}`;
    expect(await (await simulator.fetch(`${host}/views`)).json()).toEqual({ liveViewers: 3 });
    const playlist = await simulator.fetch(`${host}/manifest/video.m3u8`);
    expect([playlist.status, playlist.headers.get("location")]).toEqual([302, "http://127.0.0.1:1/index.m3u8"]);
    const rotated = (await ask("POST", `/live_inputs/${input.uid}/rotate_keys`)).body.result;
    expect(keys()).toEqual([rotated.rtmps.streamKey]);
    await ask("PUT", `/live_inputs/${input.uid}`, { enabled: false });
    expect(keys()).toEqual([]);
    expect(state.publishes).toBe(false);
    expect(simulator.inputs()).toMatchObject([{ connected: false, videoId: null }]);
    await ask("DELETE", `/live_inputs/${input.uid}`);
    await waitUntil(() => state.closed === 1, { what: "the end of the reception" });
    await simulator.close();
    await simulator.close();
    expect(state.closed).toBe(2);
  });

  it("turns a publisher away when the storage is used up", async () => {
    const { plane, state, publish } = planeByHand();
    const { ask, create } = simulated({ ingestPlane: plane, storage: { usedMinutes: 1000 } });
    const input = await create();
    publish();
    await waitUntil(() => !state.publishes, { what: "the refusal" });
    const { status } = (await ask("GET", `/live_inputs/${input.uid}`)).body.result;
    expect(status.current).toMatchObject({ state: "errored", reason: "badRequest" });
  });
});

import { describe, expect, it } from "vitest";
import { converterBench, raw, transcode } from "../test-support/converter-bench.js";

describe("creating a converter", () => {
  it("answers with id, times and state, and repeats the request's id", async () => {
    const { call, root, clock } = converterBench();
    const body = { converter: { ...raw, name: "a", rtmpUrl: "rtmp://h/live/k" } };
    const made = await call("POST", root, body, { "x-request-id": "3f1d" });
    const now = Math.floor(clock.now().getTime() / 1_000);
    const { id } = made.body.converter;
    expect(made).toMatchObject({
      status: 200,
      body: { converter: { createTs: now, updateTs: now, state: "connecting" }, fields: "id,createTs,updateTs,state" },
    });
    expect(made.headers.get("x-request-id")).toBe("3f1d");
    expect(made.headers.get("x-resource-id")).toBe(id);
  });

  it("runs after a while, and its detail is wrapped when raw and bare when mixing", async () => {
    const { call, created, clock } = converterBench();
    const rawOne = await created({ name: "raw" });
    const mixing = await created({ ...transcode, name: "mixing" });
    await clock.advance(1_000);
    expect((await call("GET", rawOne.path)).body).toEqual({
      converter: {
        name: "raw",
        ...raw,
        rtmpUrl: "rtmp://ingest.example/live/secret-key",
        idleTimeout: 60,
        createTs: expect.any(Number),
        updateTs: expect.any(Number),
        state: "running",
      },
    });
    expect((await call("GET", mixing.path)).body).toMatchObject({ name: "mixing", state: "running" });
  });

  it("allows a name once", async () => {
    const { create, created, call } = converterBench();
    const { path } = await created({ name: "one" });
    expect(await create({ name: "one" })).toMatchObject({ status: 409, body: { message: expect.any(String) } });
    expect(await call("DELETE", path)).toMatchObject({ status: 200, text: "" });
    expect((await create({ name: "one" })).status).toBe(200);
    expect((await create()).status).toBe(200);
    expect((await create()).status).toBe(200);
  });

  it("understands both spellings of the idle timeout", async () => {
    const { created, call } = converterBench();
    const { path } = await created({ idleTimeout: undefined, idleTimeOut: 90 });
    expect((await call("GET", path)).body.converter).toMatchObject({ idleTimeout: 90 });
  });

  const wrong: readonly [what: string, change: object][] = [
    ["an address that is not RTMP", { rtmpUrl: "https://h/live/k" }],
    ["an address of 1,025 characters", { rtmpUrl: `rtmp://h/live/${"k".repeat(1_011)}` }],
    ["an idle timeout of 0", { idleTimeout: 0 }],
    ["a name with a space", { name: "a b" }],
    ["a name of 65 characters", { name: "n".repeat(65) }],
    ["a uid as a string", { rawOptions: { rtcChannel: "show", rtcStreamUid: "7" } }],
    ["raw and mixing at once", { transcodeOptions: transcode.transcodeOptions }],
    ["neither raw nor mixing", { rawOptions: undefined }],
    ["no bitrate", change("bitrate", undefined)],
    ["no layout", change("layout", undefined)],
    [
      "a layout entry without a uid",
      change("layout", [{ region: { xPos: 0, yPos: 0, zIndex: 1, width: 1, height: 1 } }]),
    ],
    ["a vertical layout without its options", change("layoutType", 1)],
    ["a canvas of nothing", change("canvas", { width: 0, height: 0 })],
    ["31 frames", change("frameRate", 31)],
    ["a volume of nobody's", volumeOf(8)],
  ];
  function change(field: string, value: unknown): object {
    const { transcodeOptions } = transcode;
    return {
      ...transcode,
      transcodeOptions: { ...transcodeOptions, videoOptions: { ...transcodeOptions.videoOptions, [field]: value } },
    };
  }
  function volumeOf(uid: number): object {
    const audioOptions = { rtcStreamUids: [7], volumes: [{ rtcStreamUid: uid, volume: 50 }] };
    return { ...transcode, transcodeOptions: { ...transcode.transcodeOptions, audioOptions } };
  }

  it.each(wrong)("refuses %s", async (_, converter) => {
    const { create, simulator } = converterBench();
    expect(await create(converter)).toMatchObject({ status: 400, body: { message: expect.any(String) } });
    expect(simulator.runningTasks()).toEqual([]);
  });

  it("accepts a volume of somebody who is heard, and null for audio", async () => {
    const { create } = converterBench();
    expect((await create(volumeOf(7))).status).toBe(200);
    const transcodeOptions = { ...transcode.transcodeOptions, audioOptions: null };
    expect((await create({ ...transcode, transcodeOptions })).status).toBe(200);
  });
});

describe("the end of a converter", () => {
  it("comes when its source has been away for the idle timeout, and not before", async () => {
    const { simulator, created, call, clock } = converterBench();
    const { path } = await created();
    await clock.advance(5_000);
    simulator.setPublisher("show", null);
    await clock.advance(59_000);
    simulator.setPublisher("show", 7);
    await clock.advance(120_000);
    expect((await call("GET", path)).body.converter.state).toBe("running");
    simulator.setPublisher("show", 8);
    await clock.advance(60_000);
    expect(await call("GET", path)).toMatchObject({
      status: 404,
      body: { reason: "Resource is not found and destroyed." },
    });
    expect(simulator.runningTasks()).toEqual([]);
  });

  it("moves no media of a raw one without its source, although it says that it runs", async () => {
    const { simulator, created, clock } = converterBench();
    await created();
    await clock.advance(1_000);
    expect(simulator.runningTasks()).toMatchObject([{ state: "running", pushing: true }]);
    simulator.setPublisher("show", null);
    expect(simulator.runningTasks()).toMatchObject([{ state: "running", pushing: false }]);
  });

  it("stays failed until it is deleted", async () => {
    const { simulator, created, call, create } = converterBench();
    const { id, path } = await created({ name: "x" });
    simulator.failConverter(id);
    expect((await call("GET", path)).body.converter.state).toBe("failed");
    expect((await create({ name: "x" })).status).toBe(409);
    await call("DELETE", path);
    expect((await call("GET", path)).status).toBe(404);
  });
});

describe("a migrating converter", () => {
  it("is found by no call, keeps its name, and is back after that, whatever was asked meanwhile", async () => {
    const { simulator, created, create, call, clock } = converterBench();
    const { appId } = simulator.credentials;
    const { id, path } = await created({ name: "m" });
    await clock.advance(1_000);
    simulator.migrate(id, 120);
    for (const method of ["GET", "DELETE"]) expect((await call(method, path)).status).toBe(404);
    expect((await call("GET", `/v1/projects/${appId}/rtmp-converters`)).body.data.members).toEqual([]);
    expect((await create({ name: "m" })).status).toBe(409);
    expect(simulator.runningTasks()).toMatchObject([{ id, migrating: true, pushing: false }]);
    await clock.advance(120_000);
    expect((await call("GET", path)).body.converter.state).toBe("connecting");
    await clock.advance(1_000);
    expect((await call("GET", path)).body.converter.state).toBe("running");
    expect(simulator.runningTasks()).toMatchObject([{ id, migrating: false, pushing: true }]);
  });
});

describe("lists", () => {
  it("hold 500 a page, numbers as strings, and the address with its key", async () => {
    const elsewhere = { sd: 1_000, hd: 1_000, fhd: 1_000 };
    const { simulator, created, call } = converterBench({
      quotas: { requestsPerSecond: { converterCreate: 10_000 }, converters: { elsewhere } },
    });
    const list = `/v1/projects/${simulator.credentials.appId}/rtmp-converters`;
    for (let index = 0; index < 501; index += 1) await created({ name: `n${index}` });
    const first = (await call("GET", list)).body.data;
    expect(first).toMatchObject({ total_count: 501, cursor: expect.any(Number) });
    expect(first.members).toHaveLength(500);
    const last = (await call("GET", `${list}?cursor=${first.cursor}`)).body.data;
    expect(last).toMatchObject({ cursor: 0, members: [{ converterName: "n500" }] });
    expect(last.members[0]).toEqual({
      rtcChannel: "show",
      status: "200",
      converterName: "n500",
      updateTs: expect.stringMatching(/^\d+$/),
      appId: simulator.credentials.appId,
      rtmpUrl: "rtmp://ingest.example/live/secret-key",
      ip: expect.any(String),
      converterId: expect.any(String),
      create: expect.stringMatching(/^\d+$/),
      idleTimeout: "60",
      state: expect.any(String),
    });
  });

  it("tells one channel's alone", async () => {
    const { simulator, created, call } = converterBench();
    await created();
    const { id } = await created({ rawOptions: { rtcChannel: "a/b c", rtcStreamUid: 1 } });
    const path = `/v1/projects/${simulator.credentials.appId}/channels/${encodeURIComponent("a/b c")}/rtmp-converters`;
    expect((await call("GET", path)).body.data).toMatchObject({ total_count: 1, members: [{ converterId: id }] });
  });
});

describe("who may call what", () => {
  it("wants the region of the creation, in lower case", async () => {
    const { created, call, root, create } = converterBench();
    const { path } = await created();
    expect((await create()).status).toBe(200);
    expect((await call("GET", path.replace("/na/", "/eu/"))).status).toBe(404);
    const upper = await call("POST", root.replace("/na/", "/NA/"), {});
    expect(upper).toMatchObject({ status: 404, body: { message: "no Route matched with those values" } });
  });

  it("answers 401 as the gateway does and 403 as the service does", async () => {
    const { simulator, call, root, create } = converterBench();
    const missing = await simulator.fetch(`https://api.agora.io${root}`, { method: "POST" });
    expect([missing.status, await missing.json()]).toEqual([401, { message: "Unauthorized" }]);
    const wrong = await call("POST", root, {}, { authorization: "Basic d3Jvbmc6d3Jvbmc=" });
    expect(wrong).toMatchObject({ status: 401, body: { message: "Invalid authentication credentials" } });
    expect((await call("POST", root.replace(/projects\/\w+/, "projects/other"), {})).status).toBe(401);
    simulator.setEnabled("mediaPush", false);
    expect(await create()).toMatchObject({ status: 403, body: { reason: "no permission" } });
  });

  it("holds to the requests a second of each class", async () => {
    const { created, call, clock } = converterBench();
    const { path } = await created();
    const update = (sequence: number) =>
      call("PATCH", `${path}?sequence=${sequence}`, { converter: { rtmpUrl: "rtmp://h/a/b" }, fields: "rtmpUrl" });
    expect([(await update(0)).status, (await update(1)).status, (await update(2)).status]).toEqual([200, 200, 429]);
    expect((await call("GET", path)).status).toBe(200);
    await clock.advance(1_000);
    expect((await update(2)).status).toBe(200);
  });

  it("holds to the concurrent converters by size, which share one ceiling", async () => {
    const { create, created, call } = converterBench();
    const made = [];
    for (let index = 0; index < 4; index += 1) made.push(await created());
    for (let index = 0; index < 4; index += 1) await created(transcode);
    expect((await create(transcode)).status).toBe(429);
    await call("DELETE", made[0]?.path ?? "");
    expect((await create()).status).toBe(200);
    expect((await create()).status).toBe(429);
  });

  it("allows no full HD outside of mainland China at first", async () => {
    const { simulator, create, call, root } = converterBench();
    simulator.setPublisher("show", 7, { width: 1_920, height: 1_080 });
    expect((await create()).status).toBe(429);
    const body = { converter: { ...raw, rtmpUrl: "rtmp://h/live/k" } };
    expect((await call("POST", root.replace("/na/", "/cn/"), body)).status).toBe(200);
  });
});

import { describe, expect, it } from "vitest";
import { mixStart, recordingBench, storageConfig, webStart } from "../test-support/recording-bench.js";

describe("acquire", () => {
  it("gives an id of several hundred characters", async () => {
    const { acquire } = recordingBench();
    const { status, body } = await acquire();
    expect([status, body.cname, body.uid]).toEqual([200, "show", "900042"]);
    expect(body.resourceId.length).toBeGreaterThan(300);
  });

  it.each([
    ["a number", 900_042],
    ["zero", "0"],
    ["a name", "recorder"],
    ["more than 32 bits", "4294967296"],
  ])("refuses a uid that is %s", async (_, uid) => {
    const { acquire } = recordingBench();
    expect(await acquire({ uid })).toMatchObject({
      status: 400,
      body: { code: 2, reason: expect.stringContaining("uid") },
    });
  });

  it("refuses when the concurrent tasks of its kind are used up", async () => {
    const { acquire, started } = recordingBench({ quotas: { webRecordings: 1 } });
    await started("web", webStart());
    expect(await acquire({ uid: "2" }, { scene: 1 })).toMatchObject({
      status: 400,
      body: { code: 406, reason: "vendor_over_load" },
    });
    expect((await acquire({ uid: "2" }, { scene: 0 })).status).toBe(200);
  });

  it("holds to ten requests a second, and answers a project without the product in the gateway's words", async () => {
    const { acquire, simulator, clock } = recordingBench();
    for (let index = 0; index < 10; index += 1) expect((await acquire()).status).toBe(200);
    expect(await acquire()).toMatchObject({ status: 429, body: { message: "API rate limit exceeded" } });
    await clock.advance(1_000);
    simulator.setEnabled("cloudRecording", false);
    expect(await acquire()).toMatchObject({ status: 400, body: { message: "appid is invalid" } });
  });
});

describe("start", () => {
  it("takes a resource once: 201 is an error", async () => {
    const { acquire, start } = recordingBench();
    const { resourceId } = (await acquire({}, { scene: 1 })).body;
    const first = await start(resourceId, "web", webStart());
    expect(first).toMatchObject({ status: 200, body: { cname: "show", uid: "900042", resourceId } });
    expect(first.body.sid).toMatch(/^[0-9a-f]{32}$/);
    expect(await start(resourceId, "web", webStart())).toMatchObject({ status: 201, body: { code: 7, sid: "" } });
  });

  it("refuses a second recording of the same cname and uid", async () => {
    const { acquire, start, started } = recordingBench();
    await started("web", webStart());
    const { resourceId } = (await acquire({}, { scene: 1 })).body;
    expect(await start(resourceId, "web", webStart())).toMatchObject({ status: 400, body: { code: 53 } });
    const other = (await acquire({ uid: "2" }, { scene: 1 })).body.resourceId;
    expect((await start(other, "web", webStart(), { uid: "2" })).status).toBe(200);
  });

  it("takes a resource for five minutes", async () => {
    const { acquire, start, clock } = recordingBench();
    const early = (await acquire({}, { scene: 1 })).body.resourceId;
    const late = (await acquire({ uid: "2" }, { scene: 1 })).body.resourceId;
    await clock.advance(299_000);
    expect((await start(early, "web", webStart())).status).toBe(200);
    await clock.advance(1_000);
    expect(await start(late, "web", webStart(), { uid: "2" })).toMatchObject({ status: 400, body: { code: 433 } });
  });

  it.each([
    ["web", 0],
    ["mix", 1],
    ["individual", 1],
  ])("refuses mode %s with scene %i", async (mode, scene) => {
    const { acquire, start } = recordingBench();
    const { resourceId } = (await acquire({}, { scene })).body;
    expect(await start(resourceId, mode, mode === "web" ? webStart() : mixStart)).toMatchObject({
      status: 400,
      body: { code: 2 },
    });
  });

  const wrong: readonly [string, string, object][] = [
    ["a web page without storage", "web", { ...webStart(), storageConfig: undefined }],
    ["a bucket without a secret key", "web", { ...webStart(), storageConfig: { ...storageConfig, secretKey: "" } }],
    ["a web page without extensionServiceConfig", "web", { storageConfig }],
    ["no maxRecordingHour", "web", webStart({ maxRecordingHour: undefined })],
    ["721 hours", "web", webStart({ maxRecordingHour: 721 })],
    ["a page of 239 pixels", "web", webStart({ videoHeight: 239 })],
    ["mix without storage", "mix", { ...mixStart, storageConfig: undefined }],
    ["mix without recordingConfig", "mix", { storageConfig }],
    ["mp4 alone", "mix", { ...mixStart, recordingFileConfig: { avFileType: ["mp4"] } }],
    ["individual without subscribeUidGroup", "individual", mixStart],
    ["a name in a list of uids", "mix", { ...mixStart, recordingConfig: { subscribeAudioUids: ["anna"] } }],
  ];
  it.each(wrong)("refuses %s", async (_, mode, request) => {
    const { acquire, start, simulator } = recordingBench();
    const { resourceId } = (await acquire({}, { scene: mode === "web" ? 1 : 0 })).body;
    expect(await start(resourceId, mode, request)).toMatchObject({ status: 400, body: { code: 2 } });
    expect(simulator.runningTasks()).toEqual([]);
  });

  it("refuses a start that differs from acquire's startParameter", async () => {
    const { acquire, start } = recordingBench();
    const { resourceId } = (await acquire({}, { scene: 1, startParameter: webStart() })).body;
    expect((await start(resourceId, "web", webStart({ maxRecordingHour: 3 }))).status).toBe(400);
    expect((await start(resourceId, "web", webStart())).status).toBe(200);
  });
});

import { createAgoraSimulator } from "@hybrid-stream/agora/simulator";
import { HybridStreamError } from "@hybrid-stream/spec";
import { createVirtualClock } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { createDriver, driven } from "../../test/drive.js";
import { storage } from "../../test/web-bench.js";
import { createRecordings, type StartRecording } from "../index.js";

const channel = "show";
const appCertificate = "5CFd2fd1755d40ecb72977518be15d3b";

function setup(options: { tokens?: boolean } = {}) {
  const clock = createVirtualClock();
  const simulator = createAgoraSimulator({ clock, customerId: `customer-${crypto.randomUUID()}` });
  simulator.setPublisher(channel, 7);
  const bodies: Record<string, unknown>[] = [];
  const keeping: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const text = await request.clone().text();
    bodies.push(text === "" ? {} : JSON.parse(text));
    return simulator.fetch(request);
  };
  const recordings = driven(
    createRecordings({ ...simulator.credentials, appCertificate, storage, clock, fetch: keeping, ...options }),
    createDriver(clock),
  );
  const start = (request: Partial<StartRecording> = {}) =>
    recordings.startRecording({ mode: "mix", channel, ...request } as StartRecording);
  return { clock, simulator, recordings, bodies, start };
}

describe("a mix", () => {
  it("is started, asked, changed and stopped", async () => {
    const { clock, simulator, recordings, bodies, start } = setup();
    const handle = await start({ files: ["hls", "mp4"] });
    expect(handle).toMatchObject({ version: 1, mode: "mix", channel });
    expect(Date.parse(handle.endsAt ?? "") - Date.parse(handle.startedAt)).toBe(86_400_000);
    expect(bodies[1]).toMatchObject({
      cname: channel,
      uid: handle.uid,
      clientRequest: {
        token: expect.stringMatching(/^007/),
        recordingConfig: {
          channelType: 1,
          streamTypes: 2,
          maxIdleTime: 300,
          videoStreamType: 0,
          subscribeAudioUids: ["#allstream#"],
          subscribeVideoUids: ["#allstream#"],
          transcodingConfig: { width: 360, height: 640, fps: 15, bitrate: 500, mixedVideoLayout: 0 },
        },
        recordingFileConfig: { avFileType: ["hls", "mp4"] },
        storageConfig: { vendor: 1, region: 4, bucket: "shows" },
      },
    });
    expect(JSON.stringify(handle)).not.toMatch(/"007[\w+/=]{20}/);
    await clock.advance(10_000);
    const seen = await recordings.queryRecording(handle);
    expect(seen.state).toBe("recording");
    expect(seen.files).toMatchObject([{ mixedAllUsers: true, startsAt: expect.any(Date) }]);
    const regions = [{ uid: 7, x: 0, y: 0, width: 1, height: 0.5, fit: "whole" as const }];
    await recordings.updateLayout(handle, { kind: "custom", regions, backgroundColor: "#102030" });
    expect(bodies.at(-1)).toEqual({
      cname: channel,
      uid: handle.uid,
      clientRequest: {
        mixedVideoLayout: 3,
        backgroundColor: "#102030",
        layoutConfig: [{ uid: "7", x_axis: 0, y_axis: 0, width: 1, height: 0.5, alpha: 1, render_mode: 1 }],
      },
    });
    expect(await recordings.stopRecording(handle)).toMatchObject({ state: "stopping" });
    expect(await recordings.stopRecording(handle)).toMatchObject({ state: "stopping" });
    await clock.advance(10_000);
    expect(await recordings.stopRecording(handle)).toEqual({ state: "absent", upload: null, files: [] });
    expect(await recordings.queryRecording(handle)).toEqual({ state: "absent", files: [] });
    expect(simulator.runningTasks()).toEqual([]);
    await simulator.close();
  });

  it("can be waited for until its files are uploaded", async () => {
    const { clock, simulator, recordings, start } = setup();
    const handle = await start();
    await clock.advance(10_000);
    const result = await recordings.stopRecording(handle, { waitForUpload: true });
    expect(result).toMatchObject({ state: "stopped", upload: "uploaded" });
    expect(result.files.map(({ fileName }) => fileName)).toEqual([`${handle.sid}_${channel}.m3u8`]);
    await simulator.close();
  });

  it("of nobody leaves no files: the stop is taken all the same", async () => {
    const { clock, simulator, recordings, start } = setup();
    simulator.setPublisher(channel, null);
    const handle = await start();
    await clock.advance(10_000);
    expect(await recordings.stopRecording(handle)).toEqual({ state: "stopping", upload: null, files: [] });
    await simulator.close();
  });
});

describe("an individual recording", () => {
  it("has a file for each user", async () => {
    const { clock, simulator, recordings, bodies, start } = setup({ tokens: false });
    simulator.setPublishers(channel, [{ uid: 7 }, { uid: 8 }]);
    const handle = await start({
      mode: "individual",
      uidGroup: 0,
      streamMode: "original",
      uid: 2_000_900_042,
      audioUids: [7, 8],
      videoUids: [7],
      videoStream: "low",
      channelType: "communication",
    });
    expect([handle.uid, handle.endsAt]).toEqual(["2000900042", null]);
    expect(bodies[1]?.clientRequest).toEqual({
      recordingConfig: {
        channelType: 0,
        streamTypes: 2,
        maxIdleTime: 300,
        videoStreamType: 1,
        subscribeAudioUids: ["7", "8"],
        subscribeVideoUids: ["7"],
        subscribeUidGroup: 0,
        streamMode: "original",
      },
      recordingFileConfig: { avFileType: ["hls"] },
      storageConfig: expect.anything(),
    });
    await clock.advance(10_000);
    expect((await recordings.queryRecording(handle)).files.map(({ uid }) => uid)).toEqual(["7", "8"]);
    await expect(recordings.updateLayout(handle, {})).rejects.toMatchObject({ code: "mode-mismatch" });
    await simulator.close();
  });
});

describe("a start that cannot be", () => {
  it.each<[string, Partial<StartRecording>, string]>([
    ["mp4 alone", { files: ["mp4"] }, "files"],
    ["a channel that is too long", { channel: "x".repeat(65) }, "channel"],
    ["a uid that could be a person's", { uid: 7 }, "uid"],
    ["33 uids", { audioUids: Array.from({ length: 33 }, (_, index) => index + 1) }, "audioUids"],
    ["nobody", { videoUids: [] }, "videoUids"],
    ["no time to be idle", { maxIdleSeconds: 4 }, "maxIdleSeconds"],
    ["no group of uids", { mode: "individual" }, "uidGroup"],
    ["a custom layout without regions", { layout: { kind: "custom" } }, "layout.regions"],
    ["a colour of another form", { layout: { backgroundColor: "red" } }, "layout.backgroundColor"],
    ["a large uid where none is", { layout: { kind: "adaptive", largeUid: 7 } }, "layout.largeUid"],
  ])("is refused before anything is sent: %s", async (_what, request, field) => {
    const { simulator, start } = setup();
    const error = await start(request).catch((thrown: unknown) => thrown);
    expect(HybridStreamError.isInstance(error) && [error.code, error.field]).toEqual(["invalid-options", field]);
    expect(simulator.requests()).toEqual([]);
    await simulator.close();
  });

  it("is a conflict when this uid records the channel already", async () => {
    const { simulator, start } = setup();
    await start({ uid: 2_000_900_042 });
    await expect(start({ uid: 2_000_900_042 })).rejects.toMatchObject({ code: "conflict" });
    await start();
    expect(simulator.runningTasks().length).toBe(2);
    await simulator.close();
  });

  it("shows neither token nor storage keys when Agora quotes them", async () => {
    const { simulator, bodies, start } = setup();
    const faulty = { kind: "body", change: () => "" } as const;
    simulator.faults.add({ ...faulty, change: () => "" }, { operation: "startRecording" });
    const lost = await start().catch((thrown: unknown) => thrown);
    expect(lost).toMatchObject({ code: "unexpected-response", retry: "after-verify" });
    const token = JSON.stringify(bodies[1]).match(/007[\w+/=]+/)?.[0] ?? "";
    expect(token.length).toBeGreaterThan(20);
    simulator.faults.add(
      { kind: "status", status: 400, body: { code: 2, reason: `wrong: ${storage.secretKey} ${storage.accessKey}` } },
      { operation: "startRecording" },
    );
    const quoted = await start().catch((thrown: unknown) => thrown);
    expect(String(quoted)).toContain("wrong:");
    for (const secret of [token, storage.secretKey, storage.accessKey]) {
      expect(String(quoted) + String(lost)).not.toContain(secret);
    }
    await simulator.close();
  });
});

describe("what Agora answers to a query", () => {
  it.each([
    ["", []],
    [undefined, []],
    ["a.m3u8", ["a.m3u8"]],
    ['[{"fileName":"a.m3u8"},{"filename":"b.m3u8"},{},7]', ["a.m3u8", "b.m3u8"]],
    ["[not json", ["[not json"]],
    [[{ fileName: "a.m3u8", sliceStartTime: "late" }, null], ["a.m3u8"]],
    [7, []],
  ])("fileList %j", async (fileList, names) => {
    const { simulator, recordings, start } = setup();
    const handle = await start();
    simulator.faults.add(
      { kind: "status", status: 200, body: { serverResponse: { status: 5, fileList } } },
      { operation: "queryRecording" },
    );
    const { state, files } = await recordings.queryRecording(handle);
    expect([state, files.map(({ fileName }) => fileName)]).toEqual(["recording", names]);
    await simulator.close();
  });

  it("refuses a handle that is none", async () => {
    const { simulator, recordings } = setup();
    const query = recordings.queryRecording({ version: 1, mode: "mix" } as never);
    await expect(query).rejects.toMatchObject({ code: "invalid-options", field: "handle" });
    await simulator.close();
  });
});

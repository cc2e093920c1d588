import { describe, expect, it } from "vitest";
import { pageUrl, recordingBench, webStart } from "../test-support/recording-bench.js";
import type { Answered } from "../test-support/simulator-bench.js";

const publishOf = ({ serverResponse }: Answered["body"]) =>
  serverResponse.extensionServiceState.find(({ serviceName }) => serviceName === "rtmp_publish_service")?.payload;
const rtmpUrl = "rtmp://h/live/secret-key";
const gone = { status: 404, body: { code: 404, reason: "failed to find worker" } };

describe("a web page recording", () => {
  it("starts within 5 s, and then connects its output", async () => {
    const { started, clock, simulator } = recordingBench();
    const { query, sid, resourceId } = await started("web", webStart());
    expect((await query()).body).toMatchObject({ resourceId, sid, serverResponse: { status: 1 } });
    await clock.advance(2_500);
    expect((await query()).body.serverResponse.status).toBe(2);
    await clock.advance(2_500);
    const connecting = (await query()).body;
    expect(connecting.serverResponse.status).toBe(5);
    expect(publishOf(connecting)).toEqual({ state: "inProgress", outputs: [{ rtmpUrl, status: "connecting" }] });
    await clock.advance(1_000);
    expect(publishOf((await query()).body)).toMatchObject({ outputs: [{ rtmpUrl, status: "publishing" }] });
    expect(simulator.runningTasks()).toMatchObject([{ id: sid, state: 5, pushing: true, channel: "show" }]);
  });

  it("goes on without anybody in the channel, until its hours are over", async () => {
    const { started, clock, simulator } = recordingBench();
    const { query } = await started("web", webStart({ maxRecordingHour: 720 }));
    await clock.advance(71 * 3_600_000);
    expect((await query()).body.serverResponse.status).toBe(5);
    // After resourceExpiredHour no call reaches it, and it still runs.
    await clock.advance(2 * 3_600_000);
    expect(await query()).toMatchObject(gone);
    expect(simulator.runningTasks()).toMatchObject([{ state: 5, pushing: true }]);
    await clock.advance(720 * 3_600_000);
    expect(simulator.runningTasks()).toEqual([]);
  });

  it("pauses, and moves to another address", async () => {
    const { started, clock } = recordingBench();
    const { query, post, sid } = await started("web", webStart());
    await clock.advance(6_000);
    const held = await post("update", { webRecordingConfig: { onhold: true } });
    expect(held).toMatchObject({ status: 200, body: { cname: "show", uid: "900042", sid } });
    expect(publishOf((await query()).body)).toMatchObject({ outputs: [{ status: "onhold" }] });
    const outputs = [{ rtmpUrl: "rtmps://other/live/k" }];
    await post("update", { webRecordingConfig: { onhold: false }, rtmpPublishConfig: { outputs } });
    await clock.advance(1_000);
    expect(publishOf((await query()).body)).toMatchObject({
      outputs: [{ rtmpUrl: "rtmps://other/live/k", status: "publishing" }],
    });
    const two = await post("update", { rtmpPublishConfig: { outputs: [...outputs, ...outputs] } });
    expect(two).toMatchObject({ status: 400, body: { code: 2 } });
  });

  it("stops at once when told so, answers 49 while it leaves and 404 after that", async () => {
    const { started, clock, simulator } = recordingBench();
    const { post, query } = await started("web", webStart());
    await clock.advance(6_000);
    const answer = await post("stop", { async_stop: true });
    expect(answer.status).toBe(200);
    expect(answer.body.serverResponse.extensionServiceState).toMatchObject([
      { serviceName: "upload_service", payload: { uploadingStatus: "uploaded" } },
      { serviceName: "web_recorder_service", payload: { state: "exit", fileList: [{ filename: expect.any(String) }] } },
    ]);
    expect(simulator.runningTasks()).toMatchObject([{ state: 6, pushing: false }]);
    expect(await post("stop", { async_stop: true })).toMatchObject({ status: 400, body: { code: 49 } });
    await clock.advance(3_000);
    expect(await post("stop", {})).toMatchObject(gone);
    expect(await query()).toMatchObject(gone);
  });

  it("keeps a stop that waits for the upload waiting", async () => {
    const { started, clock } = recordingBench();
    const { post } = await started("web", webStart());
    await clock.advance(6_000);
    let answered = false;
    const answer = post("stop", {}).then((read) => {
      answered = true;
      return read;
    });
    await clock.advance(14_000);
    expect(answered).toBe(false);
    await clock.advance(2_000);
    expect((await answer).status).toBe(200);
  });

  it.each([
    ["cannot be opened", "unreachable", 8_000],
    ["is never ready", "never-ready", 5_000 + 2 * 20_000 + 3_000],
  ] as const)("leaves after a successful start when the page %s", async (_, behaviour, ms) => {
    const { started, clock, simulator } = recordingBench();
    simulator.setPage(pageUrl, behaviour);
    const { query } = await started("web", webStart({ readyTimeout: 20 }));
    await clock.advance(ms - 1);
    expect((await query()).status).toBe(200);
    await clock.advance(1);
    expect(await query()).toMatchObject(gone);
  });

  it("ends, push and all, when its bucket is broken or its recorder fails", async () => {
    const { started, clock, simulator } = recordingBench();
    const { sid } = await started("web", webStart());
    await clock.advance(6_000);
    simulator.failRecording(sid);
    expect(simulator.runningTasks()).toMatchObject([{ pushing: false }]);
    await clock.advance(3_000);
    expect(simulator.runningTasks()).toEqual([]);
    simulator.setBucketBroken("bucket", true);
    const second = await started("web", webStart());
    await clock.advance(8_000);
    expect(await second.query()).toMatchObject(gone);
  });

  it("is found by no call while it migrates, and goes on after that", async () => {
    const { started, clock, simulator } = recordingBench();
    const { query, post, sid } = await started("web", webStart());
    await clock.advance(6_000);
    simulator.migrate(sid, 90);
    expect(await query()).toMatchObject(gone);
    expect(await post("stop", { async_stop: true })).toMatchObject(gone);
    expect(simulator.runningTasks()).toMatchObject([{ migrating: true, pushing: false }]);
    await clock.advance(91_000);
    expect(publishOf((await query()).body)).toMatchObject({ outputs: [{ status: "publishing" }] });
  });

  it("is not found by another mode or resource, and not touched under another uid", async () => {
    const { started, call, root, acquire } = recordingBench();
    const { sid, resourceId } = await started("web", webStart());
    const at = (resource: string, mode: string) => `${root}/resourceid/${resource}/sid/${sid}/mode/${mode}`;
    expect(await call("GET", `${at(resourceId, "mix")}/query`)).toMatchObject(gone);
    const other = (await acquire({ uid: "2" }, { scene: 1 })).body.resourceId;
    expect(await call("GET", `${at(other, "web")}/query`)).toMatchObject(gone);
    const foreign = { cname: "show", uid: "2", clientRequest: {} };
    expect((await call("POST", `${at(resourceId, "web")}/stop`, foreign)).status).toBe(400);
  });
});

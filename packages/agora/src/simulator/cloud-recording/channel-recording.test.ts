import { describe, expect, it } from "vitest";
import { mixStart, recordingBench } from "../test-support/recording-bench.js";

describe("the recording of a channel", () => {
  it("leaves when nobody has been there for maxIdleTime", async () => {
    const { started, clock, simulator } = recordingBench();
    simulator.setPublisher("show", 7);
    const { query } = await started("mix", mixStart);
    await clock.advance(3_600_000);
    expect((await query()).body.serverResponse).toMatchObject({ status: 5, fileListMode: "string" });
    simulator.setPublisher("show", null);
    await clock.advance(62_000);
    expect((await query()).body.serverResponse.status).toBe(6);
    await clock.advance(1_000);
    expect((await query()).status).toBe(404);
    expect(simulator.runningTasks()).toEqual([]);
  });

  it("stops with 206 and 435 when nobody sent media, and is stopped all the same", async () => {
    const { started, clock, simulator } = recordingBench();
    const { post } = await started("mix", mixStart);
    await clock.advance(6_000);
    expect(await post("stop", { async_stop: true })).toMatchObject({ status: 206, body: { code: 435 } });
    await clock.advance(3_000);
    expect(simulator.runningTasks()).toEqual([]);
  });

  it("tells its files", async () => {
    const { started, clock, simulator } = recordingBench();
    simulator.setPublishers("show", [{ uid: 7 }, { uid: 8 }]);
    const recordingConfig = { ...mixStart.recordingConfig, subscribeUidGroup: 0 };
    const { post } = await started("individual", { ...mixStart, recordingConfig });
    await clock.advance(6_000);
    const { body } = await post("stop", { async_stop: true });
    expect(body.serverResponse).toMatchObject({
      uploadingStatus: "uploaded",
      fileListMode: "json",
      fileList: [{ uid: "7", mixedAllUser: false }, { uid: "8" }],
    });
  });

  it("has a layout in mix mode alone", async () => {
    const { started, root, call } = recordingBench();
    const { post, sid, resourceId } = await started("mix", mixStart);
    expect((await post("updateLayout", { mixedVideoLayout: 1 })).status).toBe(200);
    const path = `${root}/resourceid/${resourceId}/sid/${sid}/mode/individual/updateLayout`;
    expect(await call("POST", path, {})).toMatchObject({
      status: 404,
      body: { message: "no Route matched with those values" },
    });
  });
});

import { defaultEncodeSettings, type MediaPlane, type MediaPush, type MediaPushRequest } from "@hybrid-stream/spec";
import { settle } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { converterBench, transcode } from "../test-support/converter-bench.js";
import { recordingBench, webStart } from "../test-support/recording-bench.js";

class FakePush implements MediaPush {
  state: MediaPush["state"] = "connecting";
  readonly ended: Promise<"stopped" | "failed">;
  readonly #listeners = new Set<() => void>();
  #settle: (how: "stopped" | "failed") => void = () => {};

  constructor(readonly request: MediaPushRequest) {
    this.ended = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  become(state: MediaPush["state"], how: "stopped" | "failed" = "failed"): void {
    this.state = state;
    for (const listener of this.#listeners) listener();
    if (state === "ended") this.#settle(how);
  }

  async stop(): Promise<void> {
    if (this.state !== "ended") this.become("ended", "stopped");
  }
}

function fakePlane() {
  const pushes: FakePush[] = [];
  const closed: string[] = [];
  const mediaPlane: MediaPlane = {
    startPush(request) {
      const push = new FakePush(request);
      pushes.push(push);
      return push;
    },
    async close() {
      closed.push("closed");
    },
  };
  return { pushes, closed, mediaPlane, running: () => pushes.filter(({ state }) => state !== "ended") };
}

describe("a converter with a media plane", () => {
  it("is in the state of its push", async () => {
    const { pushes, mediaPlane } = fakePlane();
    const { created, call, clock } = converterBench({ mediaPlane });
    const { path } = await created();
    await clock.advance(60_000);
    expect((await call("GET", path)).body.converter.state).toBe("connecting");
    expect(pushes.map(({ request }) => request.rtmpUrl)).toEqual(["rtmp://ingest.example/live/secret-key"]);
    expect(pushes[0]?.request.label).not.toContain("secret-key");
    pushes[0]?.become("delivering");
    expect((await call("GET", path)).body.converter.state).toBe("running");
    pushes[0]?.become("ended");
    await settle();
    expect((await call("GET", path)).body.converter.state).toBe("failed");
    await clock.advance(60_000);
    expect(pushes).toHaveLength(1);
  });

  it("pushes what its canvas or its host sends", async () => {
    const { pushes, mediaPlane } = fakePlane();
    const { created, simulator } = converterBench({ mediaPlane });
    simulator.setPublisher("show", 7, { width: 641, height: 360, framesPerSecond: 24, videoKbps: 900 });
    await created();
    await created(transcode);
    await settle();
    expect(pushes.map(({ request }) => request.output)).toEqual([
      { ...defaultEncodeSettings, width: 640, height: 360, framesPerSecond: 24, videoKbps: 900 },
      { width: 640, height: 360, framesPerSecond: 15, videoKbps: 800, audioKbps: 48, keyframeIntervalSeconds: 2 },
    ]);
  });

  it("pushes nothing of a raw one in VP8, although it says that it runs", async () => {
    const { pushes, mediaPlane } = fakePlane();
    const { created, simulator, clock, call } = converterBench({ mediaPlane });
    simulator.setPublisher("show", 7, { codec: "vp8" });
    const { path } = await created();
    await clock.advance(1_000);
    expect((await call("GET", path)).body.converter.state).toBe("running");
    expect(pushes).toEqual([]);
  });

  it("stops with its source when raw, goes on with the last frame when mixing, and ends with its task", async () => {
    const { pushes, mediaPlane, running } = fakePlane();
    const { created, simulator, clock, call } = converterBench({ mediaPlane });
    const rawOne = await created();
    await created(transcode);
    await settle();
    simulator.setPublisher("show", null);
    await settle();
    expect(running()).toEqual([pushes[1]]);
    simulator.setPublisher("show", 7);
    await settle();
    expect(running()).toHaveLength(2);
    await call("DELETE", rawOne.path);
    simulator.setPublisher("show", null);
    await clock.advance(60_000);
    expect(running()).toEqual([]);
  });

  it("never has two pushes: the old one ends before the new one begins", async () => {
    const { pushes, mediaPlane, running } = fakePlane();
    const { created, call } = converterBench({ mediaPlane });
    const { path } = await created();
    await settle();
    const [first] = pushes;
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    if (first) {
      first.stop = async () => {
        await held;
        first.become("ended", "stopped");
      };
    }
    const to = (key: string) => ({ converter: { rtmpUrl: `rtmp://h/live/${key}` }, fields: "rtmpUrl" });
    await call("PATCH", `${path}?sequence=0`, to("one"));
    await call("PATCH", `${path}?sequence=1`, to("two"));
    await settle();
    expect(running()).toEqual([first]);
    release();
    await settle();
    expect(running().map(({ request }) => request.rtmpUrl)).toEqual(["rtmp://h/live/two"]);
  });

  it("moves nothing while it migrates, and again after that", async () => {
    const { mediaPlane, running } = fakePlane();
    const { created, simulator, clock } = converterBench({ mediaPlane });
    const { id } = await created();
    await settle();
    simulator.migrate(id, 30);
    await clock.advance(29_999);
    expect(running()).toEqual([]);
    await clock.advance(1);
    expect(running()).toHaveLength(1);
  });
});

it("a recording's output has the state of its push, which the recording outlives", async () => {
  const { pushes, mediaPlane, running } = fakePlane();
  const { started, clock } = recordingBench({ mediaPlane });
  const { query, post } = await started("web", webStart());
  const output = async () => {
    const { serverResponse } = (await query()).body;
    return [serverResponse.status, serverResponse.extensionServiceState[1]?.payload.outputs[0]?.status];
  };
  await clock.advance(60_000);
  expect(await output()).toEqual([5, "connecting"]);
  pushes[0]?.become("delivering");
  expect(await output()).toEqual([5, "publishing"]);
  pushes[0]?.become("ended");
  await settle();
  expect(await output()).toEqual([5, "disconnected"]);
  await post("update", { rtmpPublishConfig: { outputs: [{ rtmpUrl: "rtmp://h/live/other" }] } });
  await settle();
  expect(running()).toHaveLength(1);
  await post("stop", { async_stop: true });
  await settle();
  expect(running()).toEqual([]);
});

it("a simulator that is closed has ended every push, and its media plane", async () => {
  const { pushes, closed, mediaPlane, running } = fakePlane();
  const { created, simulator } = converterBench({ mediaPlane });
  await created();
  await settle();
  expect(pushes).toHaveLength(1);
  await simulator.close();
  expect(running()).toEqual([]);
  expect(closed).toEqual(["closed"]);
});

it("a media plane that cannot push makes the converter fail", async () => {
  const mediaPlane: MediaPlane = {
    startPush() {
      throw new Error("no more pushes");
    },
    async close() {},
  };
  const { created, call } = converterBench({ mediaPlane });
  const { path } = await created();
  await settle();
  expect((await call("GET", path)).body.converter.state).toBe("failed");
});

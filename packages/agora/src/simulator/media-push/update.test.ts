import { describe, expect, it } from "vitest";
import { converterBench, transcode } from "../test-support/converter-bench.js";

const layout = [{ rtcStreamUid: 8, region: { xPos: 0, yPos: 0, zIndex: 1, width: 640, height: 360 } }];
const relayout = {
  converter: { transcodeOptions: { videoOptions: { layout } } },
  fields: "transcodeOptions.videoOptions.layout",
};
const move = (key: string) => ({ converter: { rtmpUrl: `rtmp://h/live/${key}` }, fields: "rtmpUrl" });

describe("an update", () => {
  it("changes what its mask names, and nothing else that it holds", async () => {
    const { created, call, clock } = converterBench();
    const { path } = await created({ ...transcode, name: "t" });
    await clock.advance(5_000);
    const answer = await call("PATCH", `${path}?sequence=0`, {
      converter: { ...relayout.converter, rtmpUrl: "rtmp://h/live/not-named" },
      fields: relayout.fields,
    });
    expect(answer).toMatchObject({ status: 200, body: { converter: { state: "running" } } });
    expect(answer.body.converter.updateTs - answer.body.converter.createTs).toBe(5);
    expect((await call("GET", path)).body).toMatchObject({
      rtmpUrl: "rtmp://ingest.example/live/secret-key",
      transcodeOptions: { rtcChannel: "show", videoOptions: { bitrate: 800, layout } },
    });
  });

  it("with a sequence that does not grow is answered and changes nothing", async () => {
    const { created, call } = converterBench();
    const { path } = await created();
    expect((await call("PATCH", `${path}?sequence=5`, move("five"))).status).toBe(200);
    expect((await call("PATCH", `${path}?sequence=5`, move("again"))).status).toBe(200);
    expect((await call("GET", path)).body.converter.rtmpUrl).toBe("rtmp://h/live/five");
  });

  it("to another address connects anew", async () => {
    const { created, call, clock, simulator } = converterBench();
    const { path } = await created();
    await clock.advance(1_000);
    const [before] = simulator.runningTasks();
    expect((await call("PATCH", `${path}?sequence=0`, move("new"))).body.converter.state).toBe("connecting");
    await clock.advance(1_000);
    const [after] = simulator.runningTasks();
    expect(after).toMatchObject({ state: "running", destination: "rtmp://h/live/[redacted]" });
    expect(after?.destinationFingerprint).not.toBe(before?.destinationFingerprint);
  });

  const fixed: readonly [string, object, object][] = [
    ["no sequence", {}, { query: "", body: move("k") }],
    ["a negative sequence", {}, { query: "?sequence=-1", body: move("k") }],
    ["no fields", {}, { body: { converter: { rtmpUrl: "rtmp://h/a/b" } } }],
    ["a field that is not given", {}, { body: { converter: {}, fields: "rtmpUrl" } }],
    ["another name", {}, { body: { converter: { name: "b" }, fields: "name" } }],
    [
      "another channel",
      transcode,
      { body: { converter: { transcodeOptions: { rtcChannel: "x" } }, fields: "transcodeOptions.rtcChannel" } },
    ],
    ["mixing of a raw one", {}, { body: relayout }],
    ["an address that is not RTMP", {}, { body: { converter: { rtmpUrl: "http://h/" }, fields: "rtmpUrl" } }],
    [
      "video of an audio-only one",
      { rawOptions: undefined, transcodeOptions: { rtcChannel: "show", audioOptions: {} } },
      { body: relayout },
    ],
  ];
  it.each(fixed)("refuses %s", async (_, converter, request: { query?: string; body?: object }) => {
    const { created, call } = converterBench();
    const { path } = await created(converter);
    const before = (await call("GET", path)).text;
    expect((await call("PATCH", `${path}${request.query ?? "?sequence=0"}`, request.body)).status).toBe(400);
    expect((await call("GET", path)).text).toBe(before);
  });

  it("of a vertical layout can change the address alone", async () => {
    const { created, call } = converterBench();
    const videoOptions = {
      ...transcode.transcodeOptions.videoOptions,
      layoutType: 1,
      vertical: { maxResolutionUid: 7 },
    };
    const { path } = await created({ ...transcode, transcodeOptions: { ...transcode.transcodeOptions, videoOptions } });
    expect((await call("PATCH", `${path}?sequence=0`, relayout)).status).toBe(400);
    expect((await call("PATCH", `${path}?sequence=1`, move("k"))).status).toBe(200);
  });
});

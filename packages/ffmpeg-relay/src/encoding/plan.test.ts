import type { MediaProbe, VideoProbe } from "@hybrid-stream/ffmpeg-process";
import { defaultEncodeSettings } from "@hybrid-stream/spec";
import { describe, expect, it } from "vitest";
import { limits } from "../../test/spec.js";
import { encodeArgs } from "./encode-args.js";
import { planBlind, planFromProbe, planTestPicture } from "./plan.js";

const video: VideoProbe = {
  codec: "h264",
  width: 1280,
  height: 720,
  framesPerSecond: 30,
  pixelFormat: "yuv420p",
  bitrateKbps: 2_000,
  keyframeIntervalSeconds: 2.002,
};
const audio = { codec: "aac", sampleRate: 48_000, channels: 2, bitrateKbps: 128 };
const fits = { formatName: "mp4", durationSeconds: 60, bitrateKbps: 2_128, video, audio };

const plan = (change: Partial<VideoProbe>, more: Partial<MediaProbe> = {}, bounds = limits) =>
  planFromProbe({ ...fits, ...more, video: { ...video, ...change } }, "auto", bounds);

describe("planFromProbe", () => {
  it("passes through what fits", () => {
    expect(plan({})).toMatchObject({ video: "copy", audio: "copy", summary: { kind: "copy" } });
  });

  it.each<[string, Partial<VideoProbe>, Partial<MediaProbe>, RegExp]>([
    ["a foreign codec", { codec: "vp8" }, {}, /codec is vp8/],
    ["an unknown codec", { codec: null }, {}, /codec is unknown/],
    ["sparse keyframes", { keyframeIntervalSeconds: 8 }, {}, /keyframe interval of 8 s is above the limit of 4/],
    ["unknown keyframes", { keyframeIntervalSeconds: null }, {}, /keyframe interval is not known/],
    ["too many pixels", { width: 3840, height: 2160 }, {}, /width of 3840 pixels/],
    ["too many frames", { framesPerSecond: 120 }, {}, /frame rate of 120/],
    ["too many bits", {}, { bitrateKbps: 9_000 }, /bitrate of 9000 kbit\/s/],
    ["a deep pixel format", { pixelFormat: "yuv422p10le" }, {}, /yuv422p10le/],
  ])("encodes %s and says so", (_, change, more, reason) => {
    const made = plan(change, more);
    expect(made.summary).toMatchObject({ kind: "transcode", reason: expect.stringMatching(reason) });
    expect(made.audio).toBe("copy");
  });

  it("treats audio apart from video", () => {
    expect(plan({}, { audio: { ...audio, codec: "opus" } })).toMatchObject({ video: "copy", audio: "encode" });
    expect(plan({}, { audio: { ...audio, channels: 6 } }).audio).toBe("encode");
    expect(plan({}, { audio: null }).audio).toBe("silence");
    expect(plan({}, { audio: null }, { ...limits, audioRequired: false }).audio).toBe("none");
  });

  it("never enlarges, keeps the shape and even sizes, and a lower frame rate", () => {
    const size = (change: Partial<VideoProbe>) => plan({ codec: "vp8", ...change }).video;
    expect(size({ width: 321, height: 181, framesPerSecond: 15 })).toEqual({
      size: { width: 320, height: 180 },
      framesPerSecond: 15,
    });
    expect(size({ width: 1080, height: 1920 })).toMatchObject({ size: { width: 404, height: 720 } });
    expect(size({ framesPerSecond: 1000 })).toMatchObject({ framesPerSecond: 30 });
    expect(size({ width: null })).toMatchObject({ size: null });
  });

  it("encodes everything to settings that the order names", () => {
    const output = { ...defaultEncodeSettings, videoKbps: 900 };
    const made = planFromProbe(fits, output, limits);
    expect(made).toMatchObject({ audio: "encode", settings: output, summary: { kind: "transcode" } });
    expect(encodeArgs(made).join(" ")).toContain("-b:v 900k -maxrate 900k -bufsize 900k -g 60 -keyint_min 60");
  });

  it("brings the defaults inside the limits", () => {
    const tight = {
      ...limits,
      maxTotalKbps: 1_000,
      maxHeight: 480,
      maxFramesPerSecond: 25,
      maxKeyframeIntervalSeconds: 1,
    };
    expect(planBlind("", "auto", tight).settings).toMatchObject({
      height: 480,
      framesPerSecond: 25,
      videoKbps: 872,
      keyframeIntervalSeconds: 1,
    });
    expect(planTestPicture({ width: 1280, height: 720, framesPerSecond: 30 }, "auto", tight).video).toEqual({
      size: { width: 852, height: 480 },
      framesPerSecond: 25,
    });
  });
});

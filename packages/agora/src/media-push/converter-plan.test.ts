import { defaultEncodeSettings, type EncodeSettings, type IngestLimits, type RelaySpec } from "@hybrid-stream/spec";
import { describe, expect, it } from "vitest";
import { relaySpec } from "../../test/media-push-bench.js";
import { planConverter } from "./converter-plan.js";
import { layoutViews } from "./layout-views.js";
import type { MediaPushSettings } from "./options.js";
import { outputOf } from "./output-of.js";

const settings: MediaPushSettings = {
  region: "na",
  regionHintIp: undefined,
  idleTimeoutSeconds: 300,
  assumeCodec: undefined,
  placeholderImageUrl: undefined,
  maxConcurrent: null,
  notificationSecret: undefined,
};
const limits = (change: Partial<IngestLimits> = {}): IngestLimits => ({ ...relaySpec().ingestLimits, ...change });
const host = (videoCodec: string | null, uid = 7) => ({ uid, videoCodec });

function plan(hosts: RelaySpec["source"]["hosts"], change: Partial<RelaySpec> = {}, options: object = {}) {
  return planConverter({ channel: "show", hosts, spec: relaySpec(change), settings: { ...settings, ...options } });
}

describe("raw or mixed", () => {
  it("passes the picture of a single H.264 host through", () => {
    expect(plan([host("h264")])).toEqual({
      encoding: "copy",
      reason: "one host sends h264",
      canvas: null,
      media: { rawOptions: { rtcChannel: "show", rtcStreamUid: 7 } },
    });
  });

  it("believes the host of the SDK about codecs that Agora does not tell", () => {
    expect(plan([host(null)], {}, { assumeCodec: "h264" }).encoding).toBe("copy");
  });

  it.each<[string, ReturnType<typeof plan>]>([
    ["the host's codec is not known", plan([host(null)])],
    ["the platform or RTMP does not take vp8", plan([host("vp8")])],
    ["the platform or RTMP does not take hevc", plan([host("h265")])],
    ["the platform or RTMP does not take vp8", plan([host("vp8")], {}, { assumeCodec: "h264" })],
    ["there are 2 hosts", plan([host("h264"), host("h264", 8)])],
    ["the layout is side-by-side", plan([host("h264")], { layout: "side-by-side" })],
    ["the order asks for a certain output", plan([host("h264")], { output: defaultEncodeSettings })],
  ])("mixes when %s", (reason, { encoding, reason: found }) => {
    expect({ encoding, reason: found }).toEqual({ encoding: "transcode", reason });
  });

  it("passes H.265 through to a platform that takes it", () => {
    expect(plan([host("H.265")], { ingestLimits: limits({ videoCodecs: ["hevc"] }) }).encoding).toBe("copy");
  });

  it("says everything that Media Push requires when it mixes", () => {
    expect(plan([host(null)], {}, { placeholderImageUrl: "https://shop.example/away.png" })).toMatchObject({
      canvas: { width: 1280, height: 720 },
      media: {
        transcodeOptions: {
          rtcChannel: "show",
          audioOptions: { bitrate: 128, sampleRate: 48_000 },
          videoOptions: {
            canvas: { width: 1280, height: 720 },
            bitrate: 2500,
            frameRate: 30,
            gop: 60,
            codec: "H.264",
            layoutType: 0,
            layout: [{ rtcStreamUid: 7, placeholderImageUrl: "https://shop.example/away.png" }],
          },
        },
      },
    });
  });
});

describe("layoutViews", () => {
  const canvas = { width: 1280, height: 720 };
  const places = (layout: RelaySpec["layout"], hostUids: number[]) =>
    layoutViews({ layout, hostUids, canvas, placeholderImageUrl: undefined }).map(({ rtcStreamUid, region }) => {
      const { xPos, yPos, width, height } = region;
      return [rtcStreamUid, xPos, yPos, width, height];
    });

  it("shows one host alone, several next to each other, or one above the other", () => {
    expect(places("single", [7, 8])).toEqual([[7, 0, 0, 1280, 720]]);
    expect(places("side-by-side", [7, 8])).toEqual([
      [7, 0, 0, 640, 720],
      [8, 640, 0, 640, 720],
    ]);
    expect(places("vertical", [7, 8])).toEqual([
      [7, 0, 0, 1280, 360],
      [8, 0, 360, 1280, 360],
    ]);
    expect(places("side-by-side", [7])).toEqual([[7, 0, 0, 1280, 720]]);
  });

  it("stays inside the picture for any number of hosts", () => {
    for (const layout of ["side-by-side", "vertical"] as const) {
      for (let count = 1; count <= 32; count += 1) {
        for (const [, x = 0, y = 0, width = 0, height = 0] of places(
          layout,
          Array.from({ length: count }, (_, i) => i),
        )) {
          expect(x + width).toBeLessThanOrEqual(1280);
          expect(y + height).toBeLessThanOrEqual(720);
          expect(Math.min(width, height)).toBeGreaterThan(0);
        }
      }
    }
  });
});

describe("outputOf", () => {
  const wish = (change: Partial<EncodeSettings>): EncodeSettings => ({ ...defaultEncodeSettings, ...change });

  it.each<[string, EncodeSettings | "auto", Partial<IngestLimits>, Partial<EncodeSettings>]>([
    ["the defaults for auto", "auto", {}, defaultEncodeSettings],
    ["30 frames at most", wish({ framesPerSecond: 60 }), {}, { framesPerSecond: 30 }],
    ["1920x1080 at most, in its shape", wish({ width: 3840, height: 2160 }), {}, { width: 1920, height: 1080 }],
    ["the same area on end", wish({ width: 2160, height: 3840 }), {}, { width: 1080, height: 1920 }],
    ["10 Mbit/s at most", wish({ videoKbps: 20_000 }), {}, { videoKbps: 10_000 }],
    ["32 to 128 kbit/s of sound", wish({ audioKbps: 320 }), {}, { audioKbps: 128 }],
    ["32 to 128 kbit/s of sound", wish({ audioKbps: 8 }), {}, { audioKbps: 32 }],
    ["an even size", wish({ width: 641, height: 359 }), {}, { width: 640, height: 358 }],
    ["the platform's bitrate, sound included", "auto", { maxTotalKbps: 1000 }, { videoKbps: 872, audioKbps: 128 }],
    ["the platform's size", "auto", { maxWidth: 640 }, { width: 640, height: 360 }],
    ["the platform's frames", "auto", { maxFramesPerSecond: 25 }, { framesPerSecond: 25 }],
    ["the platform's keyframes", "auto", { maxKeyframeIntervalSeconds: 1 }, { keyframeIntervalSeconds: 1 }],
  ])("keeps to %s", (_, output, change, expected) => {
    expect(outputOf(output, limits(change))).toMatchObject(expected);
  });
});

import * as z from "zod/mini";

const uid = z.int().check(z.minimum(0), z.maximum(4_294_967_295));
const between = (least: number, most: number) => z.number().check(z.minimum(least), z.maximum(most));
const channel = z.string().check(z.minLength(1), z.maxLength(64));
const region = z.looseObject({
  xPos: z.number(),
  yPos: z.number(),
  zIndex: between(0, 100),
  width: z.number(),
  height: z.number(),
});
const fillMode = z.optional(z.enum(["fill", "fit"]));
const url = z.string().check(z.minLength(1));
const view = z.union([
  z.looseObject({ rtcStreamUid: uid, region, fillMode, placeholderImageUrl: z.optional(url) }),
  z.looseObject({ imageUrl: url, region, fillMode }),
]);

const audioOptions = z
  .looseObject({
    codecProfile: z.optional(z.enum(["LC-AAC", "HE-AAC"])),
    sampleRate: z.optional(z.literal([32_000, 44_100, 48_000])),
    bitrate: z.optional(between(32, 128)),
    audioChannels: z.optional(z.literal([1, 2])),
    rtcStreamUids: z.optional(z.array(uid)),
    volumes: z.optional(z.array(z.looseObject({ rtcStreamUid: uid, volume: between(0, 200) }))),
  })
  .check(
    z.refine(
      ({ volumes = [], rtcStreamUids = [] }) => volumes.every((each) => rtcStreamUids.includes(each.rtcStreamUid)),
      { path: ["volumes"], error: "every rtcStreamUid must be in rtcStreamUids" },
    ),
  );

const videoOptions = z
  .looseObject({
    canvas: z.looseObject({ width: between(66, 1_920), height: between(66, 1_920), color: z.optional(z.number()) }),
    bitrate: between(1, 10_000),
    frameRate: z.optional(between(1, 30)),
    gop: z.optional(z.number().check(z.positive())),
    codec: z.optional(z.enum(["H.264", "H.265"])),
    // The documentation's examples write `High`.
    codecProfile: z.optional(z.string().check(z.regex(/^(high|main|baseline)$/i))),
    layoutType: z.optional(z.literal([0, 1])),
    layout: z.optional(z.array(view)),
    vertical: z.optional(z.looseObject({ maxResolutionUid: z.optional(uid), fillMode })),
    defaultPlaceholderImageUrl: z.optional(z.string()),
  })
  .check(
    z.refine(({ layoutType, layout }) => layoutType === 1 || (layout !== undefined && layout.length > 0), {
      path: ["layout"],
      error: "required when layoutType is 0",
    }),
    z.refine(({ layoutType, vertical }) => layoutType !== 1 || vertical !== undefined, {
      path: ["vertical"],
      error: "required when layoutType is 1",
    }),
  );

const isRtmp = (address: string): boolean => /^rtmps?:\/\/[^/\s]+/.test(address) && URL.canParse(address);

/** A converter as the service accepts it. Unknown fields are ignored. */
export const converterSchema = z
  .looseObject({
    name: z.optional(z.string().check(z.maxLength(64), z.regex(/^[A-Za-z0-9_-]*$/))),
    rawOptions: z.optional(z.looseObject({ rtcChannel: channel, rtcStreamUid: uid })),
    transcodeOptions: z.optional(
      z.looseObject({
        rtcChannel: channel,
        audioOptions: z.nullish(audioOptions),
        videoOptions: z.optional(videoOptions),
      }),
    ),
    rtmpUrl: z.string().check(z.maxLength(1_024), z.refine(isRtmp, "must be rtmp:// or rtmps://")),
    idleTimeout: z.optional(z.int().check(z.positive())),
    jitterBufferSizeMs: z.optional(z.int().check(z.minimum(0), z.maximum(1_000))),
  })
  .check(
    z.refine(({ rawOptions, transcodeOptions }) => (rawOptions === undefined) !== (transcodeOptions === undefined), {
      path: ["transcodeOptions"],
      error: "give exactly one of rawOptions and transcodeOptions",
    }),
  );

/** A converter's configuration, checked. */
export type ConverterSettings = z.output<typeof converterSchema>;

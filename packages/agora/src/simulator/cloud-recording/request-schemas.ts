import * as z from "zod/mini";

const text = z.string().check(z.minLength(1));
const whole = (least: number, most: number) => z.int().check(z.minimum(least), z.maximum(most));
const isUid = (uid: string): boolean => /^[1-9]\d{0,9}$/.test(uid) && Number(uid) <= 4_294_967_295;
const isListedUid = (uid: string): boolean => uid === "#allstream#" || /^\d+$/.test(uid);

/** What every POST has. The uid is a string that holds an integer. */
export const envelopeSchema = z.looseObject({
  cname: text,
  uid: z.string().check(z.refine(isUid, "must be a string that holds an integer from 1 to 4294967295")),
  clientRequest: z.looseObject({}),
});

export const acquireSchema = z.looseObject({
  scene: z._default(z.literal([0, 1, 2]), 0),
  resourceExpiredHour: z._default(whole(1, 720), 72),
  excludeResourceIds: z.optional(z.array(text)),
  region: z.optional(z.enum(["CN", "AP", "EU", "NA"])),
  startParameter: z.optional(z.looseObject({})),
});

const prefix = z
  .array(z.string().check(z.regex(/^[A-Za-z0-9]+$/)))
  .check(z.refine((parts) => parts.join("/").length <= 128, "128 characters at most"));

const storageConfig = z.looseObject({
  vendor: whole(1, 11),
  region: whole(0, 64),
  bucket: text,
  accessKey: text,
  secretKey: text,
  fileNamePrefix: z.optional(prefix),
});

const recordingFileConfig = z.optional(
  z.looseObject({
    avFileType: z.optional(
      z.array(z.enum(["hls", "mp4"])).check(z.refine((types) => types.includes("hls"), "mp4 needs hls beside it")),
    ),
  }),
);

const uidList = z.optional(
  z
    .array(z.string().check(z.refine(isListedUid, "uid inside the List can't be convert to uint32_t")))
    .check(z.maxLength(32)),
);

export const channelStartSchema = z.looseObject({
  token: z.optional(z.string()),
  recordingConfig: z.looseObject({
    channelType: z._default(z.literal([0, 1]), 0),
    streamTypes: z.optional(z.literal([0, 1, 2])),
    maxIdleTime: z._default(whole(5, 2_592_000), 30),
    subscribeAudioUids: uidList,
    subscribeVideoUids: uidList,
    subscribeUidGroup: z.optional(whole(0, 5)),
  }),
  recordingFileConfig,
  storageConfig,
});

const rtmpUrl = z.string().check(z.regex(/^rtmps?:\/\/[^/\s]+/));
/** One stream at most: the update reference says so. */
export const outputsSchema = z.array(z.looseObject({ rtmpUrl })).check(z.minLength(1), z.maxLength(1));

const pageService = z.looseObject({
  serviceName: z.literal("web_recorder_service"),
  serviceParam: z.looseObject({
    url: z.url({ protocol: /^https?$/ }),
    audioProfile: whole(0, 2),
    videoWidth: whole(240, 1_920),
    videoHeight: whole(240, 1_920),
    maxRecordingHour: whole(1, 720),
    videoBitrate: z.optional(whole(50, 8_000)),
    videoFps: z.optional(whole(5, 60)),
    maxVideoDuration: z.optional(whole(30, 240)),
    onhold: z.optional(z.boolean()),
    readyTimeout: z.optional(whole(0, 60)),
  }),
});
const rtmpService = z.looseObject({
  serviceName: z.literal("rtmp_publish_service"),
  serviceParam: z.looseObject({ outputs: outputsSchema }),
});

export const webStartSchema = z.looseObject({
  extensionServiceConfig: z.looseObject({
    extensionServices: z.array(z.discriminatedUnion("serviceName", [pageService, rtmpService])).check(
      z.refine((services) => services.some(({ serviceName }) => serviceName === "web_recorder_service"), {
        error: "web_recorder_service is required",
      }),
    ),
  }),
  recordingFileConfig,
  storageConfig,
});

export const updateSchema = z.looseObject({
  streamSubscribe: z.optional(z.looseObject({})),
  webRecordingConfig: z.optional(z.looseObject({ onhold: z.boolean() })),
  rtmpPublishConfig: z.optional(z.looseObject({ outputs: outputsSchema })),
  storageConfig: z.optional(z.looseObject({})),
});

export const stopSchema = z.looseObject({ async_stop: z._default(z.boolean(), false) });

/** How a web page recording is started, checked. */
export type WebStart = z.output<typeof webStartSchema>;
/** How a channel's recording is started, checked. */
export type ChannelStart = z.output<typeof channelStartSchema>;
/** What an update asks for, checked. */
export type RecordingUpdate = z.output<typeof updateSchema>;

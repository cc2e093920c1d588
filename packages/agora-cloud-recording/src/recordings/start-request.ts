import { reservedUids } from "@hybrid-stream/agora";
import { parseOptions } from "@hybrid-stream/provider-kit";
import type { Secret } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import type { StorageConfig } from "../storage.js";
import { layoutRequest, layoutSchema, type MixLayout } from "./layout.js";

/** What both modes have. */
interface CommonRecording {
  /** The RTC channel; its users have numeric uids. */
  readonly channel: string;
  /** The recorder's own uid, one of `reservedUids`, which nobody else may have. Default: a random one of them. */
  readonly uid?: number | undefined;
  /** Must be the profile that the channel's clients use. Default `live`. */
  readonly channelType?: "live" | "communication" | undefined;
  /** Default `both`. */
  readonly streams?: "both" | "audio" | "video" | undefined;
  /** Whose sound: up to 32 uids, or everybody's, which is the default. */
  readonly audioUids?: "all" | readonly number[] | undefined;
  /** Whose picture: as `audioUids`. */
  readonly videoUids?: "all" | readonly number[] | undefined;
  /** The recorder leaves when nobody publishes for so long. Seconds, 5 to 2,592,000, default 300. */
  readonly maxIdleSeconds?: number | undefined;
  /** Of a publisher who sends two. Default `high`. */
  readonly videoStream?: "high" | "low" | undefined;
  /** HLS always; `mp4` beside it on wish. Default `["hls"]`. */
  readonly files?: readonly ("hls" | "mp4")[] | undefined;
}

/** A file for each user. */
export interface IndividualRecording extends CommonRecording {
  readonly mode: "individual";
  /** Agora's `subscribeUidGroup`, 0 to 5: how many users are expected. See Agora's table. */
  readonly uidGroup: 0 | 1 | 2 | 3 | 4 | 5;
  /** Default `default`. */
  readonly streamMode?: "default" | "standard" | "original" | undefined;
}

/** One file of everybody. */
export interface MixRecording extends CommonRecording {
  readonly mode: "mix";
  /** Pixels, default 360. */
  readonly width?: number | undefined;
  /** Pixels, default 640. */
  readonly height?: number | undefined;
  /** Default 15. */
  readonly framesPerSecond?: number | undefined;
  /** Kilobits per second, default 500. */
  readonly videoKbps?: number | undefined;
  readonly layout?: MixLayout | undefined;
}

export type StartRecording = IndividualRecording | MixRecording;

const uid = z.int().check(z.minimum(1), z.maximum(4_294_967_295));
const uids = z._default(z.union([z.literal("all"), z.array(uid).check(z.minLength(1), z.maxLength(32))]), "all");
const pixels = z.int().check(z.minimum(1), z.maximum(1920));

const common = {
  channel: z
    .string()
    .check(z.refine((name) => name !== "" && Buffer.byteLength(name) <= 64, "it must have 1 to 64 bytes")),
  uid: z.optional(z.int().check(z.minimum(reservedUids.first), z.maximum(reservedUids.last))),
  channelType: z._default(z.enum(["live", "communication"]), "live"),
  streams: z._default(z.enum(["both", "audio", "video"]), "both"),
  audioUids: uids,
  videoUids: uids,
  maxIdleSeconds: z._default(z.int().check(z.minimum(5), z.maximum(2_592_000)), 300),
  videoStream: z._default(z.enum(["high", "low"]), "high"),
  files: z._default(
    z
      .array(z.enum(["hls", "mp4"]))
      .check(z.refine((files) => files.includes("hls"), 'Agora takes "mp4" only beside "hls"')),
    ["hls"],
  ),
};

const schema = z.discriminatedUnion("mode", [
  z.strictObject({
    ...common,
    mode: z.literal("individual"),
    uidGroup: z.literal([0, 1, 2, 3, 4, 5]),
    streamMode: z.optional(z.enum(["default", "standard", "original"])),
  }),
  z.strictObject({
    ...common,
    mode: z.literal("mix"),
    width: z._default(pixels, 360),
    height: z._default(pixels, 640),
    framesPerSecond: z._default(z.int().check(z.minimum(1), z.maximum(60)), 15),
    videoKbps: z._default(z.int().check(z.minimum(1), z.maximum(10_000)), 500),
    layout: z._default(layoutSchema, { kind: "floating" }),
  }),
]);

export type RecordingRequest = z.output<typeof schema>;

/** @throws `invalid-options` with `field`. */
export function readStart(request: StartRecording): RecordingRequest {
  return parseOptions(schema, request, { name: "startRecording()" });
}

const streamTypes = { audio: 0, video: 1, both: 2 } as const;

/** A start's `clientRequest`. */
export function startRequest(
  request: RecordingRequest,
  { token, storage }: { readonly token: Secret | null; readonly storage: StorageConfig },
): object {
  const { streams, audioUids, videoUids } = request;
  return {
    ...(token !== null && { token }),
    recordingConfig: {
      channelType: request.channelType === "live" ? 1 : 0,
      streamTypes: streamTypes[streams],
      maxIdleTime: request.maxIdleSeconds,
      videoStreamType: request.videoStream === "high" ? 0 : 1,
      // A list for one medium only would leave the other medium out, so both are always told.
      ...(streams !== "video" && { subscribeAudioUids: listOf(audioUids) }),
      ...(streams !== "audio" && { subscribeVideoUids: listOf(videoUids) }),
      ...modeRequest(request),
    },
    recordingFileConfig: { avFileType: [...new Set(request.files)] },
    storageConfig: storage,
  };
}

function modeRequest(request: RecordingRequest): object {
  if (request.mode === "individual") {
    const { uidGroup: subscribeUidGroup, streamMode } = request;
    return { subscribeUidGroup, ...(streamMode !== undefined && { streamMode }) };
  }
  if (request.streams === "audio") return {};
  const { width, height, framesPerSecond: fps, videoKbps: bitrate, layout } = request;
  return { transcodingConfig: { width, height, fps, bitrate, ...layoutRequest(layout) } };
}

const listOf = (list: "all" | readonly number[]): string[] => (list === "all" ? ["#allstream#"] : list.map(String));

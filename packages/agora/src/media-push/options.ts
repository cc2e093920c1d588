import { optionOrEnvironment, parseOptions } from "@hybrid-stream/provider-kit";
import { HybridStreamError, Secret } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import { type AgoraOptions, agoraOptionsShape, secretOption } from "../rest/agora-options.js";

/** Where converters run: North America, Europe, Asia without mainland China, mainland China. */
export const mediaPushRegions = ["na", "eu", "ap", "cn"] as const;

export type MediaPushRegion = (typeof mediaPushRegions)[number];

/** {@link AgoraOptions}, and what Media Push alone needs. */
export interface AgoraMediaPushOptions extends AgoraOptions {
  /**
   * Where converters run. Choose the one in which the platform's RTMP ingest sits. Required; default:
   * `AGORA_MEDIA_PUSH_REGION`.
   */
  readonly region?: MediaPushRegion | undefined;
  /** IPv4 address of the ingest: Agora then takes a machine near it. Default none. */
  readonly regionHintIp?: string | undefined;
  /** A converter ends by itself when all hosts have been gone for so long. 5 to 600 seconds, default 300. */
  readonly idleTimeoutSeconds?: number | undefined;
  /**
   * The video codec of all your publishers, when you know it (native SDKs: usually H.264; the Web SDK: VP8 unless told
   * otherwise). Agora does not tell, and without it every relay transcodes, which costs four times as much.
   */
  readonly assumeCodec?: "h264" | "h265" | undefined;
  /** A picture that stands in for a host without video. Default none: then the last frame stands still. */
  readonly placeholderImageUrl?: string | undefined;
  /** How many converters your account may run at once, for the orchestrator. Default `null`: not said. */
  readonly maxConcurrent?: number | null | undefined;
  /** The secret of Media Push's notifications, from Agora's console. Without one none are taken. */
  readonly notificationSecret?: string | Secret | undefined;
}

/** The options of Media Push with every default filled in. */
export interface MediaPushSettings {
  readonly region: MediaPushRegion;
  readonly regionHintIp: string | undefined;
  readonly idleTimeoutSeconds: number;
  readonly assumeCodec: "h264" | "h265" | undefined;
  readonly placeholderImageUrl: string | undefined;
  readonly maxConcurrent: number | null;
  readonly notificationSecret: Secret | undefined;
}

const isWebAddress = (text: string): boolean => URL.canParse(text) && /^https?:/i.test(text);

const schema = z.strictObject({
  ...agoraOptionsShape,
  region: z.optional(z.enum(mediaPushRegions)),
  regionHintIp: z.optional(z.ipv4()),
  idleTimeoutSeconds: z._default(z.int().check(z.minimum(5), z.maximum(600)), 300),
  assumeCodec: z.optional(z.enum(["h264", "h265"])),
  placeholderImageUrl: z.optional(z.string().check(z.refine(isWebAddress, "it must be a web address"))),
  maxConcurrent: z._default(z.nullable(z.int().check(z.minimum(1))), null),
  notificationSecret: z.optional(secretOption),
});

function regionOf(option: MediaPushRegion | undefined): MediaPushRegion {
  const field = "region";
  const text = optionOrEnvironment({ option, field, variable: "AGORA_MEDIA_PUSH_REGION" });
  const region = mediaPushRegions.find((each) => each === text);
  if (region !== undefined) return region;
  throw new HybridStreamError({
    code: "invalid-options",
    message: `agoraMediaPush(): region (or AGORA_MEDIA_PUSH_REGION) must be one of ${mediaPushRegions.join(", ")}: the one in which the platform's RTMP ingest sits.`,
    field,
  });
}

/** @throws `invalid-options` with `field`. */
export function readMediaPushOptions(options: AgoraMediaPushOptions): {
  readonly shared: AgoraOptions;
  readonly settings: MediaPushSettings;
} {
  const read = parseOptions(schema, options, { name: "agoraMediaPush()" });
  const { region, regionHintIp, idleTimeoutSeconds, assumeCodec, placeholderImageUrl, ...rest } = read;
  const { maxConcurrent, notificationSecret, ...shared } = rest;
  const secret = typeof notificationSecret === "string" ? new Secret(notificationSecret) : notificationSecret;
  return {
    shared,
    settings: {
      region: regionOf(region),
      regionHintIp,
      idleTimeoutSeconds,
      assumeCodec,
      placeholderImageUrl,
      maxConcurrent,
      notificationSecret: secret,
    },
  };
}

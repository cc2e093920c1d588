import { parseOptions } from "@hybrid-stream/provider-kit";
import { type Clock, type MediaPlane, systemClock } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import { objectWith } from "../object-with.js";
import type { RequestQuotas } from "./http/endpoint.js";
import type { ConverterCeiling } from "./media-push/converter-quotas.js";
import type { AgoraWebhookTarget, WebhookTargets } from "./notifications/webhook-target.js";

/** Everything is optional. */
export interface AgoraSimulatorOptions {
  /** Moves every state. Default: the machine's clock. */
  readonly clock?: Clock;
  /** Moves the media. Closed with the simulator. Default: none, and the clock decides what is connected. */
  readonly mediaPlane?: MediaPlane;
  /** Default `0123456789abcdef0123456789abcdef`. */
  readonly appId?: string;
  /** Default `simulated-customer`. */
  readonly customerId?: string;
  /** Default `simulated-customer-secret`. */
  readonly customerSecret?: string;
  /** Where each product's notifications go: to an address, or to a function. Default: nowhere. */
  readonly webhook?: WebhookTargets;
  /** Default: the documented ones. */
  readonly quotas?: AgoraQuotas;
  /** How long things take. */
  readonly timings?: Partial<AgoraTimings>;
}

/** What the account may do. Each number that is left out has its documented default. */
export interface AgoraQuotas {
  readonly requestsPerSecond?: Partial<RequestQuotas>;
  readonly converters?: {
    readonly mainlandChina?: Partial<ConverterCeiling>;
    readonly elsewhere?: Partial<ConverterCeiling>;
  };
  /** Concurrent recordings in individual and mix mode. Default 50. */
  readonly recordings?: number;
  /** Concurrent web page recordings. Default 200. */
  readonly webRecordings?: number;
}

/** How long things take, in milliseconds. */
export interface AgoraTimings {
  /** A push without a media plane, from its beginning to `running` or `publishing`. Default 1,000. */
  readonly connectMs: number;
  /** A recording from its start to status 5. Default 5,000. */
  readonly recorderStartMs: number;
  /** How long a stop that waits for the upload takes. Default 15,000. */
  readonly uploadMs: number;
  /** From a stop to the recorder's exit. Default 3,000. */
  readonly exitMs: number;
}

const text = z.string().check(z.minLength(1));
const count = (fallback: number) => z._default(z.number().check(z.minimum(0)), fallback);
const target = z
  .strictObject({
    secret: text,
    url: z.optional(z.url()),
    handler: z.optional(
      z.custom<NonNullable<AgoraWebhookTarget["handler"]>>(
        (value) => typeof value === "function",
        "it must be a function",
      ),
    ),
  })
  .check(z.refine(({ url, handler }) => url !== undefined || handler !== undefined, "give a url or a handler"));
const ceiling = (sd: number, hd: number, fhd: number) =>
  z.prefault(z.strictObject({ sd: count(sd), hd: count(hd), fhd: count(fhd) }), {});

const requestsPerSecond = z.strictObject({
  userList: count(20),
  converterCreate: count(50),
  converterGet: count(50),
  converterUpdate: count(2),
  converterDelete: count(50),
  converterList: count(50),
  recording: count(10),
});

const schema = z.strictObject({
  clock: z._default(objectWith<Clock>("now", "monotonic", "setTimeout", "clearTimeout"), systemClock),
  mediaPlane: z.optional(objectWith<MediaPlane>("startPush", "close")),
  appId: z._default(text, "0123456789abcdef0123456789abcdef"),
  customerId: z._default(text, "simulated-customer"),
  customerSecret: z._default(text, "simulated-customer-secret"),
  webhook: z._default(z.strictObject({ mediaPush: z.optional(target), cloudRecording: z.optional(target) }), {}),
  quotas: z.prefault(
    z.strictObject({
      requestsPerSecond: z.prefault(requestsPerSecond, {}),
      converters: z.prefault(z.strictObject({ mainlandChina: ceiling(300, 50, 20), elsewhere: ceiling(20, 5, 0) }), {}),
      recordings: count(50),
      webRecordings: count(200),
    }),
    {},
  ),
  timings: z.prefault(
    z.strictObject({
      connectMs: count(1_000),
      recorderStartMs: count(5_000),
      uploadMs: count(15_000),
      exitMs: count(3_000),
    }),
    {},
  ),
});

/** @throws `invalid-options` with `field`. */
export function readOptions(options: AgoraSimulatorOptions) {
  return parseOptions(schema, options, { name: "createAgoraSimulator()" });
}

/** The options with every default filled in. */
export type SimulatorConfiguration = ReturnType<typeof readOptions>;

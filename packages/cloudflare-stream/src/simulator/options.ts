import { parseOptions } from "@hybrid-stream/provider-kit";
import { type Clock, type IngestPlane, systemClock } from "@hybrid-stream/spec";
import * as z from "zod/mini";

/** Where messages go: to an address, or to a function that is called with the request as it would arrive. */
export interface WebhookTarget {
  readonly secret: string;
  readonly url?: string | undefined;
  readonly handler?: ((request: Request) => Response | Promise<Response>) | undefined;
}

/** How long things take, in milliseconds. None of these is documented but the first. */
export interface CloudflareStreamTimings {
  /** From the end of a broadcast to its recording: Cloudflare says about a minute at most. Default 20,000. */
  readonly recordingReadyMs: number;
  /** What `timeoutSeconds: 0` stands for. Default 60,000. */
  readonly defaultTimeoutMs: number;
  /** How long an old publisher goes on after a rotation of keys; at once with an ingest plane. Default 1,500. */
  readonly rotationDropMs: number;
  /** Of the playlists that are made without an ingest plane. Default 2,000. */
  readonly segmentMs: number;
}

/** Everything is optional. */
export interface CloudflareStreamSimulatorOptions {
  /** Moves every state. Default: the machine's clock. */
  readonly clock?: Clock;
  /** Receives real media. Closed with the simulator. Default: none; `connect()` then stands in for publishers. */
  readonly ingestPlane?: IngestPlane;
  /** 32 hex digits. Default `0123456789abcdef0123456789abcdef`. */
  readonly accountId?: string;
  /** Default `simulated-api-token`. */
  readonly apiToken?: string;
  /** Default `simulated`. */
  readonly customerCode?: string;
  /** Of Notifications: connected, disconnected, errored. Default: nowhere. */
  readonly notifications?: WebhookTarget;
  /** Of the Stream webhook: recordings. Can be set by the API as well. Default: nowhere. */
  readonly videoWebhook?: WebhookTarget;
  readonly quotas?: {
    /** Default 1,200. */
    readonly requestsPerFiveMinutes?: number;
    /** Default 300. */
    readonly graphqlPerFiveMinutes?: number;
  };
  readonly storage?: {
    /** Minutes. Default 1,000. */
    readonly limitMinutes?: number;
    /** What other videos take. Minutes, default 0. */
    readonly usedMinutes?: number;
  };
  readonly timings?: Partial<CloudflareStreamTimings>;
}

const text = z.string().check(z.minLength(1));
const count = (fallback: number) => z._default(z.number().check(z.minimum(0)), fallback);
const whole = <T>(...methods: readonly string[]) =>
  z.custom<T>(
    (value) =>
      typeof value === "object" &&
      value !== null &&
      methods.every((method) => typeof Reflect.get(value, method) === "function"),
    `it must have the methods ${methods.join(", ")}`,
  );
const target = z
  .strictObject({
    secret: text,
    url: z.optional(z.url()),
    handler: z.optional(
      z.custom<NonNullable<WebhookTarget["handler"]>>((value) => typeof value === "function", "it must be a function"),
    ),
  })
  .check(z.refine(({ url, handler }) => url !== undefined || handler !== undefined, "give a url or a handler"));

const schema = z.strictObject({
  clock: z._default(whole<Clock>("now", "monotonic", "setTimeout", "clearTimeout"), systemClock),
  ingestPlane: z.optional(whole<IngestPlane>("openReception", "close")),
  accountId: z._default(z.string().check(z.regex(/^[0-9a-f]{32}$/)), "0123456789abcdef0123456789abcdef"),
  apiToken: z._default(text, "simulated-api-token"),
  customerCode: z._default(z.string().check(z.regex(/^[a-z0-9]+$/)), "simulated"),
  notifications: z.optional(target),
  videoWebhook: z.optional(target),
  quotas: z.prefault(z.strictObject({ requestsPerFiveMinutes: count(1200), graphqlPerFiveMinutes: count(300) }), {}),
  storage: z.prefault(z.strictObject({ limitMinutes: count(1000), usedMinutes: count(0) }), {}),
  timings: z.prefault(
    z.strictObject({
      recordingReadyMs: count(20_000),
      defaultTimeoutMs: count(60_000),
      rotationDropMs: count(1500),
      segmentMs: z._default(z.number().check(z.minimum(100)), 2000),
    }),
    {},
  ),
});

/** @throws `invalid-options` with `field`. */
export function readOptions(options: CloudflareStreamSimulatorOptions) {
  return parseOptions(schema, options, { name: "createCloudflareStreamSimulator()" });
}

/** The options with every default filled in. */
export type SimulatorConfiguration = ReturnType<typeof readOptions>;

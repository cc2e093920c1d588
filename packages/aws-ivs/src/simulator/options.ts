import { parseOptions } from "@hybrid-stream/provider-kit";
import { type Clock, type IngestPlane, systemClock } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import { type AwsIvsRegion, awsIvsRegions } from "../regions.js";
import type { SimulatedEvent } from "./events/event.js";

/** Where EventBridge delivers to: an address (with the secret that it sends along), or a function. */
export interface AwsIvsEventTarget {
  readonly url?: string;
  readonly secret?: string;
  readonly handler?: (event: SimulatedEvent) => void | Promise<void>;
}

/** How long things take, in milliseconds. */
export interface AwsIvsTimings {
  /** How long the session of a silent encoder is held. Default 30,000. */
  readonly sessionHoldMs: number;
  /** From the encoder's coming to the first segment, without an ingest plane. Default 6,000. */
  readonly firstSegmentMs: number;
  /** How long a channel stays live after StopStream. Not documented; default 1,000. */
  readonly stopMs: number;
  /** Until a recording configuration is active, or has failed. Default 5,000. */
  readonly recordingConfigurationMs: number;
  /** How long a list does not show a new channel. Not documented; default 0. */
  readonly listLagMs: number;
}

/** What the account may have. The defaults are AWS's own. */
export interface AwsIvsAccountQuotas {
  /** Default 5,000. */
  readonly channels: number;
  /** Default 100. */
  readonly concurrentStreams: number;
  /** Calls a second by operation, or one figure for all. Default: the published ones. */
  readonly requestsPerSecond: Readonly<Record<string, number>> | number;
}

/** Everything is optional. */
export interface AwsIvsSimulatorOptions {
  /** Moves every state. Default: the machine's clock. */
  readonly clock?: Clock;
  /**
   * Receives the media; it needs a certificate, since IVS takes RTMPS. Closed with the simulator. Default: none, and
   * `publish()` says who broadcasts.
   */
  readonly ingestPlane?: IngestPlane;
  /** Default `eu-west-1`. */
  readonly region?: AwsIvsRegion;
  /** Default `123456789012`. */
  readonly accountId?: string;
  /** Default: simulated ones. Signatures are not checked, key ids and regions are. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Default: nowhere. */
  readonly events?: AwsIvsEventTarget;
  readonly quotas?: Partial<AwsIvsAccountQuotas>;
  readonly timings?: Partial<AwsIvsTimings>;
}

const count = (fallback: number) => z._default(z.number().check(z.minimum(0)), fallback);
const withMethods = <T>(...methods: readonly string[]) =>
  z.custom<T>(
    (value) =>
      typeof value === "object" &&
      value !== null &&
      methods.every((method) => typeof Reflect.get(value, method) === "function"),
    `it must have the methods ${methods.join(", ")}`,
  );

const schema = z.strictObject({
  clock: z._default(withMethods<Clock>("now", "monotonic", "setTimeout", "clearTimeout"), systemClock),
  ingestPlane: z.optional(withMethods<IngestPlane>("openReception", "close")),
  region: z._default(z.enum(awsIvsRegions), "eu-west-1"),
  accountId: z._default(z.string().check(z.regex(/^\d{12}$/)), "123456789012"),
  credentials: z._default(z.strictObject({ accessKeyId: z.string(), secretAccessKey: z.string() }), {
    accessKeyId: "AKIASIMULATED",
    secretAccessKey: "simulated-secret-access-key",
  }),
  events: z._default(
    z.strictObject({
      url: z.optional(z.url()),
      secret: z.optional(z.string()),
      handler: z.optional(
        z.custom<NonNullable<AwsIvsEventTarget["handler"]>>(
          (value) => typeof value === "function",
          "it must be a function",
        ),
      ),
    }),
    {},
  ),
  quotas: z.prefault(
    z.strictObject({
      channels: count(5000),
      concurrentStreams: count(100),
      requestsPerSecond: z._default(z.union([z.number(), z.record(z.string(), z.number())]), {}),
    }),
    {},
  ),
  timings: z.prefault(
    z.strictObject({
      sessionHoldMs: count(30_000),
      firstSegmentMs: count(6000),
      stopMs: count(1000),
      recordingConfigurationMs: count(5000),
      listLagMs: count(0),
    }),
    {},
  ),
});

/** The options with every default filled in. */
export type SimulatorConfiguration = z.output<typeof schema>;

/** @throws `invalid-options` with `field`. */
export function readSimulatorOptions(options: AwsIvsSimulatorOptions): SimulatorConfiguration {
  return parseOptions(schema, options, { name: "createAwsIvsSimulator()" });
}

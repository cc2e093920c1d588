import type { IvsClientConfig } from "@aws-sdk/client-ivs";
import { type Clock, type Logger, Secret } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import { playbackRestrictionPolicyArn, recordingConfigurationArn } from "./client/answers.js";
import type { CloudWatchSender } from "./metrics/cloud-watch.js";
import { type AwsIvsRegion, awsIvsRegions } from "./regions.js";

/** What IVS makes of the ingest. Source: the user guide's page on channel types. */
export const channelTypes = ["STANDARD", "BASIC", "ADVANCED_HD", "ADVANCED_SD"] as const;
export type AwsIvsChannelType = (typeof channelTypes)[number];

/** How playback of `signed` streams is authorised. */
export interface PlaybackAuthorization {
  /** The private half of a P-384 key in PEM form, whose public half was imported. Default: `AWS_IVS_PLAYBACK_PRIVATE_KEY`. */
  readonly privateKey?: string | Secret;
  /** Web origins that may play, `https://*.example.com` included. Default: all. With `strictOrigin` at most 5. */
  readonly origins?: readonly string[];
  /** Has every request checked against `origins`, not just the first. Default `false`. */
  readonly strictOrigin?: boolean;
  /** The best rendition that a viewer gets. Default: all. */
  readonly maximumResolution?: "SD" | "HD" | "FULL_HD";
  /**
   * Puts the viewer's id into the token, so that a viewing can be revoked; the token then has to be used within 10
   * minutes. Default `false`.
   */
  readonly includeViewerId?: boolean;
}

/** Options of `awsIvs`. Everything has a default. */
export interface AwsIvsOptions {
  /** Default `aws-ivs`. */
  readonly id?: string;
  /** Where channels are managed; viewers and encoders are served worldwide. Default: `AWS_REGION`. */
  readonly region?: AwsIvsRegion;
  /** Default: the AWS SDK's own chain (environment, shared files, instance roles). */
  readonly credentials?: IvsClientConfig["credentials"];
  /** The API's address, for test servers. Default `https://ivs.<region>.amazonaws.com`; AWS_ENDPOINT_URL_IVS is ignored. */
  readonly endpoint?: string;
  /** How requests are sent: an AWS SDK request handler, or options for its own. Give it timeouts that throw. */
  readonly requestHandler?: IvsClientConfig["requestHandler"];
  /** For one request, when its turn has come. Milliseconds, default 8,000. */
  readonly timeoutMs?: number;
  /** The part of the account's rate quotas for this process, above 0 and up to 1. Default 1. */
  readonly quotaShare?: number;
  /** Default `STANDARD`. */
  readonly channelType?: AwsIvsChannelType;
  /** For the two ADVANCED types. Default: IVS's own, `HIGHER_BANDWIDTH_DELIVERY`. */
  readonly preset?: "HIGHER_BANDWIDTH_DELIVERY" | "CONSTRAINED_BANDWIDTH_DELIVERY";
  /** The account's quota of concurrent streams, for the orchestrator. Default 100, AWS's own default. */
  readonly maxConcurrentStreams?: number;
  /** What streams with `recording` are recorded by. */
  readonly recordingConfigurationArn?: string;
  /** For public streams; IVS ignores it for signed ones. */
  readonly playbackRestrictionPolicyArn?: string;
  /** Needed for streams with `access: "signed"`. */
  readonly playbackAuthorization?: PlaybackAuthorization;
  /** Where the bucket of the recordings is published, without a slash at the end. Gives `vod` variants. */
  readonly recordingsUrl?: string;
  /** Further tags of every channel, for example for cost allocation. */
  readonly tags?: Readonly<Record<string, string>>;
  /** What an EventBridge API destination sends in the header `x-hybrid-stream-secret`. Without it no webhooks are taken. */
  readonly eventSecret?: string | Secret;
  /** Reads analytics from CloudWatch, through `@aws-sdk/client-cloudwatch` or a client of yours. Default `false`. */
  readonly cloudWatch?: boolean | CloudWatchSender;
  /** For the metadata of recordings. Default: Node's own. */
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

const text = z.string().check(z.minLength(1));
const shortestSecret = 8;
const secret = z
  .union([z.string(), z.instanceof(Secret)])
  .check(
    z.refine(
      (value) => (value instanceof Secret ? value.reveal() : value).length >= shortestSecret,
      `it must have at least ${shortestSecret} characters`,
    ),
  );
const isAddress = (value: string): boolean => {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, username, search, hash } = new URL(value);
  const isLocal = hostname === "127.0.0.1" || hostname === "localhost" || hostname === "[::1]";
  const isPlain = username === "" && search === "" && hash === "";
  return isPlain && (protocol === "https:" || (protocol === "http:" && isLocal));
};
const address = z.string().check(z.refine(isAddress, "it must be an https address, or http on this machine"));
const withMethods = <T>(...methods: readonly string[]) =>
  z.custom<T>(
    (value) =>
      typeof value === "object" &&
      value !== null &&
      methods.every((method) => typeof Reflect.get(value, method) === "function"),
    `it must have the methods ${methods.join(", ")}`,
  );
const tagKey = z.string().check(z.regex(/^(?!aws:|hybrid-stream:)[\p{L}\p{N} _.:/=+@-]{1,128}$/u));
const tagValue = z.string().check(z.regex(/^[\p{L}\p{N} _.:/=+@-]{0,256}$/u));
const origin = z.string().check(z.regex(/^https?:\/\/[^\s/,]+$/));

/** The shape of {@link AwsIvsOptions}, checked once at construction. */
export const optionsSchema = z
  .strictObject({
    id: z.optional(z.string().check(z.regex(/^[a-z0-9][a-z0-9._-]{0,63}$/i))),
    region: z.optional(z.enum(awsIvsRegions)),
    credentials: z.optional(
      z.custom<NonNullable<IvsClientConfig["credentials"]>>(
        (value) => typeof value === "function" || (typeof value === "object" && value !== null),
        "it must be credentials or a provider of them",
      ),
    ),
    endpoint: z.optional(address),
    requestHandler: z.optional(
      z.custom<NonNullable<IvsClientConfig["requestHandler"]>>(
        (value) => typeof value === "object" && value !== null,
        "it must be a request handler of the AWS SDK",
      ),
    ),
    timeoutMs: z._default(z.int().check(z.minimum(1), z.maximum(120_000)), 8000),
    quotaShare: z._default(z.number().check(z.gt(0), z.lte(1)), 1),
    channelType: z._default(z.enum(channelTypes), "STANDARD"),
    preset: z.optional(z.enum(["HIGHER_BANDWIDTH_DELIVERY", "CONSTRAINED_BANDWIDTH_DELIVERY"])),
    maxConcurrentStreams: z._default(z.int().check(z.minimum(1)), 100),
    recordingConfigurationArn: z.optional(recordingConfigurationArn),
    playbackRestrictionPolicyArn: z.optional(playbackRestrictionPolicyArn),
    playbackAuthorization: z.optional(
      z
        .strictObject({
          privateKey: z.optional(z.union([text, z.instanceof(Secret)])),
          origins: z.optional(z.array(origin).check(z.minLength(1))),
          strictOrigin: z._default(z.boolean(), false),
          maximumResolution: z.optional(z.enum(["SD", "HD", "FULL_HD"])),
          includeViewerId: z._default(z.boolean(), false),
        })
        .check(
          z.refine(({ strictOrigin, origins }) => !strictOrigin || (origins?.length ?? 0) <= 5, {
            error: "with strictOrigin at most 5 are allowed",
            path: ["origins"],
          }),
        ),
    ),
    recordingsUrl: z.optional(address),
    tags: z._default(z.record(tagKey, tagValue), {}),
    eventSecret: z.optional(secret),
    cloudWatch: z._default(z.union([z.boolean(), withMethods<CloudWatchSender>("send")]), false),
    fetch: z.optional(z.custom<typeof fetch>((value) => typeof value === "function", "it must be a function")),
    clock: z.optional(withMethods<Clock>("now", "monotonic", "setTimeout", "clearTimeout")),
    logger: z.optional(withMethods<Logger>("debug", "info", "warn", "error")),
  })
  .check(
    z.refine(({ preset, channelType }) => preset === undefined || channelType.startsWith("ADVANCED"), {
      error: "only the types ADVANCED_HD and ADVANCED_SD take one",
      path: ["preset"],
    }),
    z.refine(({ tags }) => Object.keys(tags).length <= 40, { error: "at most 40 are allowed", path: ["tags"] }),
  );

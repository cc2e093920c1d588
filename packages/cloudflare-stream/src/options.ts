import type { Fetch } from "@hybrid-stream/provider-kit";
import { type Clock, type Logger, Secret } from "@hybrid-stream/spec";
import * as z from "zod/mini";

/** A key that signs playback, as `signingKeys.create()` or Cloudflare's API gave it. One of `jwk` and `pem`. */
export interface SigningKeyOption {
  readonly id: string;
  /** Base64, as the API gives it. */
  readonly jwk?: string | Secret | undefined;
  /** Base64, as the API gives it, or PEM text. */
  readonly pem?: string | Secret | undefined;
}

/**
 * One rule of a playback token: the first that matches decides, and no match allows. Give IPv4 and IPv6 ranges: they
 * are looked at again during playback, so that narrow ones cut mobile viewers.
 */
export interface AccessRule {
  readonly type: "any" | "ip.src" | "ip.geoip.country";
  readonly action: "allow" | "block";
  readonly country?: readonly string[] | undefined;
  readonly ip?: readonly string[] | undefined;
}

/** Options of `cloudflareStream`. Everything is optional: the credentials come from the environment. */
export interface CloudflareStreamOptions {
  /** Which instance this is. Default `cloudflare-stream`. */
  readonly id?: string | undefined;
  /** Default: `CLOUDFLARE_STREAM_ACCOUNT_ID`. */
  readonly accountId?: string | undefined;
  /** Needs Stream Write; for analytics also Account Analytics. Default: `CLOUDFLARE_STREAM_API_TOKEN`. */
  readonly apiToken?: string | Secret | undefined;
  /**
   * The code in `customer-<code>.cloudflarestream.com`. Default: `CLOUDFLARE_STREAM_CUSTOMER_CODE`, else learned from
   * the first live input. A given one is checked against what the API answers.
   */
  readonly customerCode?: string | undefined;
  /** Makes playback signed where it is asked for. Default: `CLOUDFLARE_STREAM_SIGNING_KEY_ID` and `…_JWK`, else none. */
  readonly signingKey?: SigningKeyOption | undefined;
  /** Stand in every playback token. At most 5. Default none. */
  readonly accessRules?: readonly AccessRule[] | undefined;
  /** Of Notifications (`cf-webhook-auth`). Default: `CLOUDFLARE_STREAM_NOTIFICATION_SECRET`, else none are taken. */
  readonly notificationSecret?: string | Secret | undefined;
  /** Of the Stream webhook for videos. Default: `CLOUDFLARE_STREAM_WEBHOOK_SECRET`, else none are taken. */
  readonly webhookSecret?: string | Secret | undefined;
  /** When recordings are deleted: 30 to 1096 days, `null` for never. Default 30. Storage is prepaid. */
  readonly deleteRecordingAfterDays?: number | null | undefined;
  /** Web pages that may play: `example.com`, `*.example.com`. Default: all. */
  readonly allowedOrigins?: readonly string[] | undefined;
  /** Viewer counts are then not known here either. Default `false`. */
  readonly hideLiveViewerCount?: boolean | undefined;
  /** The part of the account's API quota for this process, above 0 and up to 1. Default 1: 0.25 with four of them. */
  readonly quotaShare?: number | undefined;
  /** Default `https://api.cloudflare.com/client/v4`. Plain `http:` is taken for this machine only. */
  readonly apiBaseUrl?: string | undefined;
  /** Replaces `https://customer-<code>.cloudflarestream.com`, for a simulator. */
  readonly playbackBaseUrl?: string | undefined;
  readonly fetch?: Fetch | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
}

/** What a customer code looks like: it becomes part of a host's name. */
export const customerCodePattern = /^[a-z0-9]{1,64}$/i;

const text = z.string().check(z.minLength(1));
// An empty secret would fit an empty header.
const filled = z.instanceof(Secret).check(z.refine((value) => value.reveal() !== "", "it must not be empty"));
const secret = z.union([text, filled]);
const thisMachine = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Whether credentials may be sent there: encrypted, or not leaving this machine. */
function isUsableAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, search, hash, username } = new URL(address);
  if (search !== "" || hash !== "" || username !== "") return false;
  return protocol === "https:" || (protocol === "http:" && thisMachine.has(hostname));
}

const address = text.check(z.refine(isUsableAddress, "it must be an https:// address, or http:// on this machine"));
const anObjectWith = <T>(...methods: readonly string[]) =>
  z.custom<T>(
    (value) =>
      typeof value === "object" &&
      value !== null &&
      methods.every((method) => typeof Reflect.get(value, method) === "function"),
    `it must have the methods ${methods.join(", ")}`,
  );
const days = z.int().check(z.minimum(30), z.maximum(1096));

/** The shape of {@link CloudflareStreamOptions}, checked once at construction. */
export const optionsSchema = z.strictObject({
  id: z.optional(z.string().check(z.regex(/^[a-z0-9][a-z0-9._-]*$/i))),
  accountId: z.optional(z.string().check(z.regex(/^[a-z0-9_-]{1,64}$/i))),
  apiToken: z.optional(secret),
  customerCode: z.optional(z.string().check(z.regex(customerCodePattern))),
  signingKey: z.optional(
    z
      .strictObject({ id: text, jwk: z.optional(secret), pem: z.optional(secret) })
      .check(z.refine(({ jwk, pem }) => (jwk === undefined) !== (pem === undefined), "give either jwk or pem")),
  ),
  accessRules: z.optional(
    z
      .array(
        z.strictObject({
          type: z.enum(["any", "ip.src", "ip.geoip.country"]),
          action: z.enum(["allow", "block"]),
          country: z.optional(z.array(text)),
          ip: z.optional(z.array(text)),
        }),
      )
      .check(z.maxLength(5)),
  ),
  notificationSecret: z.optional(secret),
  webhookSecret: z.optional(secret),
  deleteRecordingAfterDays: z.optional(z.nullable(days)),
  allowedOrigins: z.optional(z.array(text)),
  hideLiveViewerCount: z.optional(z.boolean()),
  quotaShare: z.optional(z.number().check(z.gt(0), z.lte(1))),
  apiBaseUrl: z.optional(address),
  playbackBaseUrl: z.optional(address),
  fetch: z.optional(z.custom<Fetch>((value) => typeof value === "function", "it must be a function")),
  clock: z.optional(anObjectWith<Clock>("now", "monotonic", "setTimeout", "clearTimeout")),
  logger: z.optional(anObjectWith<Logger>("debug", "info", "warn", "error")),
});

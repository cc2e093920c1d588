import { type Fetch, optionOrEnvironment, parseOptions } from "@hybrid-stream/provider-kit";
import { type Clock, type Logger, Secret, silentLogger, systemClock } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import { type MuxIngestRegion, muxIngestRegions } from "./ingest-url.js";
import { readSigningKey, type SigningKey } from "./playback/signing-key.js";

/** Everything is optional: the credentials come from the environment. */
export interface MuxOptions {
  /** Which instance this is. Default `mux`. */
  readonly id?: string | undefined;
  /** Id of an access token with Mux Video read and write. Default: `MUX_TOKEN_ID`. */
  readonly tokenId?: string | undefined;
  /** Its secret. Default: `MUX_TOKEN_SECRET`. */
  readonly tokenSecret?: string | Secret | undefined;
  /**
   * Signs playback. `privateKey` is what Mux showed when the key was made: Base64 of a PEM, or the PEM. Default:
   * `MUX_SIGNING_KEY` and `MUX_PRIVATE_KEY`; without them only `public` streams can be made.
   */
  readonly signingKey?: { readonly id: string; readonly privateKey: string | Secret } | undefined;
  /** Put into signed addresses: limits where they play. Default none. */
  readonly playbackRestrictionId?: string | undefined;
  /** The webhook endpoint's signing secret. Default: `MUX_WEBHOOK_SECRET`; without one no webhooks are taken. */
  readonly webhookSecret?: string | Secret | undefined;
  /** Quality level of what Mux encodes and keeps. `basic` cannot be live. Default `plus`. */
  readonly videoQuality?: "plus" | "premium" | undefined;
  /** What `latency: "low"` of an order becomes. Default `low` (about 5 s); `reduced` is 12 to 20 s. */
  readonly lowLatencyMode?: "low" | "reduced" | undefined;
  /** Mux ends a broadcast after so long. 60 to 43,200 seconds, default 43,200 (12 hours, Mux's own). */
  readonly maxContinuousDurationSeconds?: number | undefined;
  /** Free streams with a logo, disabled after 5 minutes. Default false. */
  readonly test?: boolean | undefined;
  /**
   * How `rotateStreamKey` shuts an old publisher out. `cut` (default) resets the key and, while a broadcast is on,
   * disables and enables the stream, which drops the encoder for certain and begins a new recording. `reset` only resets
   * the key: the broadcast may go on, but whether Mux drops an encoder that is connected is not documented.
   */
  readonly rotation?: "cut" | "reset" | undefined;
  /**
   * `engagement-counts` asks Mux Data for viewers (beta; needs a signing key, and Mux Data in every player). Default
   * `none`.
   */
  readonly viewerCounts?: "none" | "engagement-counts" | undefined;
  /** Where encoders push to. Default `global-live`. */
  readonly ingestRegion?: MuxIngestRegion | undefined;
  /** In its place: an `rtmps://` or `rtmp://` address of your own, without the key. */
  readonly ingestUrl?: string | undefined;
  /** Default `https://api.mux.com`. Plain `http:` is taken for this machine only. */
  readonly apiUrl?: string | undefined;
  /** Default `https://stream.mux.com`, or your custom domain. */
  readonly playbackUrl?: string | undefined;
  /** Default `https://stats.mux.com`. */
  readonly statsUrl?: string | undefined;
  /** The account's limits: Mux's published ones, unless it granted you others. */
  readonly requestsPerSecond?: { readonly post?: number | undefined; readonly other?: number | undefined } | undefined;
  /** The part of these that this process may use, above 0 and up to 1. Default 1. */
  readonly quotaShare?: number | undefined;
  readonly fetch?: Fetch | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
}

const text = z.string().check(z.minLength(1));
const secret = z.union([text, z.instanceof(Secret)]);
const anObjectWith = <T>(...methods: readonly string[]) =>
  z.custom<T>(
    (value) =>
      typeof value === "object" &&
      value !== null &&
      methods.every((method) => typeof Reflect.get(value, method) === "function"),
    `it must have the methods ${methods.join(", ")}`,
  );

function isWebAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username, password, search, hash } = new URL(address);
  const isLocal = ["127.0.0.1", "localhost", "[::1]"].includes(hostname);
  return (
    (protocol === "https:" || (protocol === "http:" && isLocal)) && `${username}${password}${search}${hash}` === ""
  );
}
const webAddress = z
  .string()
  .check(z.refine(isWebAddress, "it must be an https:// address, or http:// on this machine"));
const rtmpAddress = z
  .string()
  .check(z.regex(/^rtmps?:\/\/[^\s/@?#]+(\/[^\s?#]*)?$/, "it must be an rtmps:// or rtmp:// address without a key"));
const rate = (standard: number) => z._default(z.number().check(z.gt(0)), standard);

const schema = z.strictObject({
  id: z._default(z.string().check(z.regex(/^[a-z0-9][a-z0-9._-]*$/i)), "mux"),
  tokenId: z.optional(text),
  tokenSecret: z.optional(secret),
  signingKey: z.optional(z.strictObject({ id: text, privateKey: secret })),
  playbackRestrictionId: z.optional(text),
  webhookSecret: z.optional(secret),
  videoQuality: z._default(z.enum(["plus", "premium"]), "plus"),
  lowLatencyMode: z._default(z.enum(["low", "reduced"]), "low"),
  maxContinuousDurationSeconds: z._default(z.int().check(z.minimum(60), z.maximum(43_200)), 43_200),
  test: z._default(z.boolean(), false),
  rotation: z._default(z.enum(["cut", "reset"]), "cut"),
  viewerCounts: z._default(z.enum(["none", "engagement-counts"]), "none"),
  ingestRegion: z._default(z.enum(muxIngestRegions), "global-live"),
  ingestUrl: z.optional(rtmpAddress),
  apiUrl: z._default(webAddress, "https://api.mux.com"),
  playbackUrl: z._default(webAddress, "https://stream.mux.com"),
  statsUrl: z._default(webAddress, "https://stats.mux.com"),
  requestsPerSecond: z.prefault(z.strictObject({ post: rate(1), other: rate(5) }), {}),
  quotaShare: z._default(z.number().check(z.gt(0), z.lte(1)), 1),
  fetch: z.optional(z.custom<Fetch>((value) => typeof value === "function", "it must be a function")),
  clock: z._default(anObjectWith<Clock>("now", "monotonic", "setTimeout", "clearTimeout"), systemClock),
  logger: z._default(anObjectWith<Logger>("debug", "info", "warn", "error"), silentLogger),
});

type Read = z.output<typeof schema>;

/** The options with every default filled in, and every secret hidden. */
export interface MuxSettings extends Omit<Read, "tokenId" | "tokenSecret" | "signingKey" | "webhookSecret"> {
  readonly tokenId: string;
  readonly tokenSecret: Secret;
  readonly signingKey: SigningKey | null;
  readonly webhookSecret: Secret | null;
}

const revealed = (value: string | Secret | undefined): string | undefined =>
  value instanceof Secret ? value.reveal() : value;

const fromEnvironment = (variable: string): string | undefined => process.env[variable]?.trim() || undefined;

/** @throws `invalid-options` with `field`; for a missing credential the message names its environment variable. */
export function readOptions(options: MuxOptions): MuxSettings {
  const read = parseOptions(schema, options, { name: "mux()" });
  const tokenId = optionOrEnvironment({ option: read.tokenId, field: "tokenId", variable: "MUX_TOKEN_ID" });
  const tokenSecret = optionOrEnvironment({
    option: revealed(read.tokenSecret),
    field: "tokenSecret",
    variable: "MUX_TOKEN_SECRET",
  });
  const webhookSecret = revealed(read.webhookSecret) ?? fromEnvironment("MUX_WEBHOOK_SECRET");
  return {
    ...read,
    tokenId,
    tokenSecret: new Secret(tokenSecret),
    webhookSecret: webhookSecret === undefined ? null : new Secret(webhookSecret),
    signingKey: readSigningKey({
      id: read.signingKey?.id ?? fromEnvironment("MUX_SIGNING_KEY"),
      privateKey: revealed(read.signingKey?.privateKey) ?? fromEnvironment("MUX_PRIVATE_KEY"),
      isNeeded: read.viewerCounts !== "none",
    }),
  };
}

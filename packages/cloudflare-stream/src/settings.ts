import { type Fetch, optionOrEnvironment, parseOptions } from "@hybrid-stream/provider-kit";
import { type Clock, HybridStreamError, type Logger, Secret, silentLogger, systemClock } from "@hybrid-stream/spec";
import { type AccessRule, type CloudflareStreamOptions, customerCodePattern, optionsSchema } from "./options.js";
import { readSigningKey, type SigningKey } from "./playback/signing-key.js";

/** The options with every default filled in. */
export interface Settings {
  readonly id: string;
  readonly accountId: string;
  readonly apiToken: Secret;
  readonly customerCode: string | null;
  readonly signingKey: SigningKey | null;
  readonly accessRules: readonly AccessRule[];
  readonly notificationSecret: Secret | null;
  readonly webhookSecret: Secret | null;
  readonly deleteRecordingAfterDays: number | null;
  readonly allowedOrigins: readonly string[] | null;
  readonly hideLiveViewerCount: boolean;
  readonly quotaShare: number;
  readonly apiBaseUrl: string;
  readonly playbackBaseUrl: string | null;
  readonly fetch: Fetch | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}

const asSecret = (value: string | Secret): Secret => (value instanceof Secret ? value : new Secret(value));
const fromEnvironment = (variable: string): string | undefined => process.env[variable]?.trim() || undefined;

function customerCodeFromEnvironment(): string | null {
  const variable = "CLOUDFLARE_STREAM_CUSTOMER_CODE";
  const code = fromEnvironment(variable);
  if (code === undefined || customerCodePattern.test(code)) return code ?? null;
  throw new HybridStreamError({
    code: "invalid-options",
    field: "customerCode",
    message: `The environment variable ${variable} is no customer code: give the letters and digits between "customer-" and ".cloudflarestream.com".`,
  });
}

function optionalSecret(option: string | Secret | undefined, variable: string): Secret | null {
  const value = option ?? fromEnvironment(variable);
  return value === undefined ? null : asSecret(value);
}

function signingKeyOf(option: CloudflareStreamOptions["signingKey"]): SigningKey | null {
  if (option !== undefined) return readSigningKey(option);
  const id = fromEnvironment("CLOUDFLARE_STREAM_SIGNING_KEY_ID");
  const jwk = fromEnvironment("CLOUDFLARE_STREAM_SIGNING_KEY_JWK");
  return id !== undefined && jwk !== undefined ? readSigningKey({ id, jwk }) : null;
}

/**
 * Checks the options and fills in the defaults.
 *
 * @throws `invalid-options` with `field`; for a missing credential the message names its environment variable as well.
 */
export function readSettings(options: CloudflareStreamOptions): Settings {
  const read = parseOptions(optionsSchema, options, { name: "cloudflareStream()" });
  const { apiToken, deleteRecordingAfterDays } = read;
  return {
    id: read.id ?? "cloudflare-stream",
    accountId: optionOrEnvironment({
      option: read.accountId,
      field: "accountId",
      variable: "CLOUDFLARE_STREAM_ACCOUNT_ID",
    }),
    apiToken: new Secret(
      optionOrEnvironment({
        option: apiToken instanceof Secret ? apiToken.reveal() : apiToken,
        field: "apiToken",
        variable: "CLOUDFLARE_STREAM_API_TOKEN",
      }),
    ),
    customerCode: read.customerCode ?? customerCodeFromEnvironment(),
    signingKey: signingKeyOf(read.signingKey),
    accessRules: read.accessRules ?? [],
    notificationSecret: optionalSecret(read.notificationSecret, "CLOUDFLARE_STREAM_NOTIFICATION_SECRET"),
    webhookSecret: optionalSecret(read.webhookSecret, "CLOUDFLARE_STREAM_WEBHOOK_SECRET"),
    deleteRecordingAfterDays: deleteRecordingAfterDays === undefined ? 30 : deleteRecordingAfterDays,
    allowedOrigins: read.allowedOrigins ?? null,
    hideLiveViewerCount: read.hideLiveViewerCount ?? false,
    quotaShare: read.quotaShare ?? 1,
    apiBaseUrl: read.apiBaseUrl ?? "https://api.cloudflare.com/client/v4",
    playbackBaseUrl: read.playbackBaseUrl?.replace(/\/+$/, "") ?? null,
    fetch: read.fetch,
    clock: read.clock ?? systemClock,
    logger: read.logger ?? silentLogger,
  };
}

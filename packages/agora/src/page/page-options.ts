import { type Clock, type Logger, type Secret, silentLogger, systemClock } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import { objectWith } from "../object-with.js";
import type { PageTickets } from "./page-tickets.js";

/** Where the page gets Agora's Web SDK: an address that it loads, or a file on this machine that is served with it. */
export type PageSdk = { readonly url: string } | { readonly file: string };

/**
 * A script in the place of Agora's SDK and the page's own adapter. It sets `window.hybridStreamChannel`; the comment
 * in the package's `page/channel.js` says what that has.
 */
export interface ChannelAdapter {
  readonly file: string;
  /** Origins that the script connects to, for the page's security policy: `http://127.0.0.1:8080`. Default none. */
  readonly connectTo?: readonly string[];
}

/** Makes an RTC token, 1 day long at most. `null` only for a project whose App Certificate is not enabled. */
export type BuildPageToken = (request: {
  readonly channel: string;
  readonly uid: number;
  readonly expiresInSeconds: number;
}) => string | Secret | null | Promise<string | Secret | null>;

export interface PageHandlerOptions {
  readonly tickets: Pick<PageTickets, "verify">;
  /** Default: the environment variable `AGORA_APP_ID`. */
  readonly appId?: string;
  /** Signs the tokens that the page joins with. Default: the environment variable `AGORA_APP_CERTIFICATE`. */
  readonly appCertificate?: string;
  /** Makes the tokens instead. The audience role is enough. */
  readonly buildToken?: BuildPageToken;
  /**
   * How long each token lives. Default 600: a run that was revoked leaves the channel when its token ends at the
   * latest. 60 to 86400.
   */
  readonly tokenSeconds?: number;
  /** Default: the file of the npm package `agora-rtc-sdk-ng`, when that is installed beside the host. */
  readonly sdk?: PageSdk;
  readonly channelAdapter?: ChannelAdapter;
  /**
   * Agora's audience latency level: 1 is low latency and billed as Broadcast Streaming, 2 is ultra low and billed as
   * Interactive Live Streaming. Default 1: HLS is later than both.
   */
  readonly audienceLatencyLevel?: 1 | 2;
  /** What the page says while there is no host. Default "Waiting for the host". */
  readonly waitingText?: string;
  /** Gets faults of `buildToken`. Default silent. */
  readonly logger?: Logger;
  /** Default: the machine's. */
  readonly clock?: Clock;
}

const text = z.string().check(z.minLength(1));
const origin = z.string().check(z.regex(/^(https?|wss?):\/\/[a-z0-9.[\]:-]+$/i, "it must be an origin"));
/** No character of it can end the source expression in the policy, or the attribute in the page. */
const scriptAddress = z.url({ protocol: /^https?$/ }).check(z.regex(/^[^\s;,'"<>]+$/, "it must be an address"));

export const sdkSchema = z.union([z.strictObject({ url: scriptAddress }), z.strictObject({ file: text })]);
export const channelAdapterSchema = z.strictObject({ file: text, connectTo: z._default(z.array(origin), []) });
const buildTokenSchema = z.custom<BuildPageToken>((value) => typeof value === "function", "it must be a function");

/** Options that the page and the browser source have in common. */
export const sharedPageSchema = {
  appId: z.optional(text),
  appCertificate: z.optional(text),
  buildToken: z.optional(buildTokenSchema),
  sdk: z.optional(sdkSchema),
  channelAdapter: z.optional(channelAdapterSchema),
  audienceLatencyLevel: z._default(z.union([z.literal(1), z.literal(2)]), 1),
  waitingText: z._default(z.string().check(z.maxLength(200)), "Waiting for the host"),
  tokenSeconds: z._default(z.int().check(z.minimum(60), z.maximum(86_400)), 600),
  logger: z._default(objectWith<Logger>("debug", "info", "warn", "error"), silentLogger),
  clock: z._default(objectWith<Clock>("now", "monotonic", "setTimeout", "clearTimeout"), systemClock),
};

export const pageHandlerSchema = z.strictObject({
  ...sharedPageSchema,
  tickets: objectWith<Pick<PageTickets, "verify">>("verify"),
});

/** Options that may come from the environment, and are replaced by what was found. */
export type UnresolvedOption = "appId" | "appCertificate" | "buildToken" | "sdk";

/** The options with every default filled in. Without an `sdk` the channel adapter is in its place. */
export type PageSettings = Omit<z.output<typeof pageHandlerSchema>, UnresolvedOption> & {
  readonly appId: string;
  readonly buildToken: BuildPageToken;
  readonly sdk: PageSdk | null;
};

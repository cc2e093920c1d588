import { Secret } from "@hybrid-stream/spec";
import * as z from "zod/mini";

const arnOf = (kind: string) =>
  z.string().check(z.regex(new RegExp(`^arn:aws[a-z-]*:ivs:[a-z0-9-]+:[0-9]+:${kind}/[a-zA-Z0-9-]+$`)));

export const channelArn = arnOf("channel");
export const streamKeyArn = arnOf("stream-key");
export const playbackKeyArn = arnOf("playback-key");
export const recordingConfigurationArn = arnOf("recording-configuration");
export const playbackRestrictionPolicyArn = arnOf("playback-restriction-policy");

/** A host, with a port only where a test server names one. */
export const ingestHost = z.string().check(z.regex(/^[a-z0-9.-]{1,253}(:\d{1,5})?$/i));

function isPlaybackUrl(text: string): boolean {
  if (/\s/.test(text) || !URL.canParse(text)) return false;
  const { protocol, hostname, username, search } = new URL(text);
  const isLocal = hostname === "127.0.0.1" || hostname === "localhost";
  return username === "" && search === "" && (protocol === "https:" || (protocol === "http:" && isLocal));
}

export const playbackUrl = z.string().check(z.refine(isPlaybackUrl, "it must be a whole https address"));

const optionalText = z.optional(z.nullable(z.string()));
const tags = z.pipe(
  z.catch(z.record(z.string(), z.unknown()), {}),
  z.transform((all: Record<string, unknown>) => {
    const entries = Object.entries(all).filter((entry): entry is [string, string] => typeof entry[1] === "string");
    return Object.fromEntries(entries);
  }),
);

/** Nothing of it is needed. */
export const anything = z.unknown();

export const channelSummary = z.object({ arn: channelArn, name: optionalText, tags });
export type ChannelSummary = z.output<typeof channelSummary>;

export const channel = z.object({
  arn: channelArn,
  name: optionalText,
  ingestEndpoint: ingestHost,
  playbackUrl,
  // Left out, it would be taken for a public channel.
  authorized: z.boolean(),
  recordingConfigurationArn: optionalText,
  tags,
});
export type Channel = z.output<typeof channel>;

export const streamKey = z.object({
  arn: streamKeyArn,
  value: z.pipe(
    z.string().check(z.minLength(1), z.regex(/^[^\s/?#]+$/)),
    z.transform((value: string) => new Secret(value)),
  ),
});
export type StreamKey = z.output<typeof streamKey>;

/** A broadcast. Words that nobody knows yet are read as "unknown". */
export const stream = z.object({
  channelArn: z.optional(z.nullable(z.string())),
  streamId: z.catch(z.nullable(z.string().check(z.regex(/^st-[a-zA-Z0-9]{1,60}$/))), null),
  state: z.catch(z.enum(["LIVE", "OFFLINE", "UNKNOWN"]), "UNKNOWN"),
  health: z.catch(z.enum(["HEALTHY", "STARVING", "UNKNOWN"]), "UNKNOWN"),
  // -1 says that the count timed out.
  viewerCount: z.catch(z.nullable(z.int().check(z.minimum(0))), null),
});
export type Stream = z.output<typeof stream>;

/** One page of a list. A list that is missing is no empty list. */
export const nextToken = z.optional(z.nullable(z.string()));

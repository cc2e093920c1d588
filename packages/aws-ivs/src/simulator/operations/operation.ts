import * as z from "zod/mini";
import type { SimulatedAnswer } from "../http/answer.js";
import { IvsError } from "../http/ivs-errors.js";
import type { SimulatorConfiguration } from "../options.js";
import type { Timers } from "../timers.js";
import type { Account, ChannelRecord } from "../world/account.js";
import type { Channels } from "../world/channels.js";
import type { Studio } from "../world/studio.js";

/** What operations work on. */
export interface World {
  readonly account: Account;
  readonly channels: Channels;
  readonly studio: Studio;
  readonly timers: Timers;
  readonly configuration: SimulatorConfiguration;
}

/** Answers one of the API's operations. The input is what came in, not yet looked at. */
export type Operation = (input: unknown, world: World) => SimulatedAnswer | Promise<SimulatedAnswer>;

/** Makes an operation of a schema and what it does. What does not fit the API's model is a ValidationException. */
export function operation<Input>(
  schema: z.core.$ZodType<Input>,
  run: (input: Input, world: World) => SimulatedAnswer | Promise<SimulatedAnswer>,
): Operation {
  return (input, world) => {
    const read = z.safeParse(schema, input);
    if (read.success) return run(read.data, world);
    const field = read.error.issues[0]?.path.map(String).join(".") || "body";
    throw new IvsError("ValidationException", `Invalid value for ${field}`);
  };
}

/** @throws ResourceNotFoundException. */
export function channelOf({ account }: World, arn: string): ChannelRecord {
  const channel = account.channels.get(arn);
  if (channel) return channel;
  throw new IvsError("ResourceNotFoundException", `Resource: ${arn} not found`);
}

const arnOf = (kind: string) =>
  z.string().check(z.maxLength(128), z.regex(new RegExp(`^arn:aws:ivs:[a-z0-9-]+:[0-9]+:${kind}/[a-zA-Z0-9-]+$`)));

/** The shapes that the API's model gives its inputs. */
export const shapes = {
  channelArn: arnOf("channel"),
  streamKeyArn: arnOf("stream-key"),
  playbackKeyArn: arnOf("playback-key"),
  recordingConfigurationArn: arnOf("recording-configuration"),
  restrictionPolicyArn: arnOf("playback-restriction-policy"),
  name: z.optional(z.string().check(z.maxLength(128), z.regex(/^[a-zA-Z0-9\-_]*$/))),
  tags: z.optional(z.record(z.string().check(z.minLength(1), z.maxLength(128)), z.string().check(z.maxLength(256)))),
  maxResults: (most: number) => z.optional(z.int().check(z.minimum(1), z.maximum(most))),
  nextToken: z.optional(z.string().check(z.regex(/^[a-zA-Z0-9+/=_-]*$/))),
} as const;

/** One page of a list; the token is the place where the next one begins. */
export function pageOf<Item>(
  items: readonly Item[],
  { nextToken = "", maxResults }: { readonly nextToken?: string | undefined; readonly maxResults: number },
): { readonly items: readonly Item[]; readonly next: { readonly nextToken?: string } } {
  const start = nextToken === "" ? 0 : Number(Buffer.from(nextToken, "base64").toString());
  if (!Number.isInteger(start) || start < 0) throw new IvsError("ValidationException", "Invalid nextToken");
  const end = start + maxResults;
  const next = end < items.length ? { nextToken: Buffer.from(String(end)).toString("base64") } : {};
  return { items: items.slice(start, end), next };
}

import { HybridStreamError, type LiveStreamHandle } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import { type Channel, channelArn, ingestHost, playbackUrl } from "../client/answers.js";

const handleVersion = 1;
const dataSchema = z.object({
  name: z.string().check(z.regex(/^[a-zA-Z0-9_-]{1,128}$/)),
  access: z.enum(["public", "signed"]),
  /** ISO 8601: when the creation was begun. It tells whether a list may not show the channel yet. */
  begunAt: z.optional(z.string()),
  channelArn: z.optional(channelArn),
  ingestEndpoint: z.optional(ingestHost),
  playbackUrl: z.optional(playbackUrl),
});

/** What a handle of ours holds. Without `channelArn` it is partial: the channel is found by its name. */
export type HandleData = z.output<typeof dataSchema>;

export function makeHandle(provider: string, data: HandleData): LiveStreamHandle {
  return { provider, version: handleVersion, data: { ...data } };
}

/** The handle of a channel that IVS has told about. */
export function handleOfChannel(provider: string, name: string, channel: Channel): LiveStreamHandle {
  return makeHandle(provider, {
    name,
    access: channel.authorized ? "signed" : "public",
    channelArn: channel.arn,
    ingestEndpoint: channel.ingestEndpoint,
    playbackUrl: channel.playbackUrl,
  });
}

/** Who reads a handle, and for what. */
export interface HandleReader {
  readonly provider: string;
  readonly region: string;
  readonly operation: string;
}

/** @throws `request-rejected` for a handle that was not made here, or of a channel in another region. */
export function readHandle(handle: LiveStreamHandle, { provider, region, operation }: HandleReader): HandleData {
  const parsed = z.safeParse(dataSchema, handle.data);
  const error = { code: "request-rejected", provider, operation, field: "stream" } as const;
  if (handle.provider !== provider || handle.version !== handleVersion || !parsed.success) {
    const message = `The stream handle was not made by "${provider}". Pass the one that its createLiveStream returned.`;
    throw new HybridStreamError({ ...error, message });
  }
  const { data } = parsed;
  if (data.channelArn !== undefined && data.channelArn.split(":")[3] !== region) {
    const message = `The stream lives in another region than "${region}". IVS manages a channel from its own region only.`;
    throw new HybridStreamError({ ...error, message });
  }
  return data;
}

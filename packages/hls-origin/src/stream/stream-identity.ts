import { createHash } from "node:crypto";
import { HybridStreamError, type LiveStreamHandle } from "@hybrid-stream/spec";
import * as z from "zod/mini";

const handleVersion = 1;
const streamIdPattern = /^[a-z0-9-]{1,64}$/;
const dataSchema = z.object({
  streamId: z.string().check(z.regex(streamIdPattern)),
  access: z.enum(["public", "signed"]),
});

/** What names a stream for its owner. */
export interface StreamName {
  readonly namespace: string;
  readonly channelId: string;
  readonly streamIncarnation: number;
}

/** The stream's id: safe in a path, in a playlist and in a stream key, whatever the channel is called. */
export function streamIdOf({ namespace, channelId, streamIncarnation }: StreamName): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([namespace, channelId, streamIncarnation]))
    .digest("hex");
  return `s-${hash.slice(0, 24)}`;
}

/** What a handle of ours holds. */
export type HandleData = z.output<typeof dataSchema>;

export function makeHandle(provider: string, data: HandleData): LiveStreamHandle {
  return { provider, version: handleVersion, data: { streamId: data.streamId, access: data.access } };
}

/** @throws `request-rejected` for a handle that this origin did not make. */
export function readHandle(handle: LiveStreamHandle, provider: string, operation: string): HandleData {
  const parsed = z.safeParse(dataSchema, handle.data);
  if (handle.provider === provider && handle.version === handleVersion && parsed.success) return parsed.data;
  throw new HybridStreamError({
    code: "request-rejected",
    message: `The stream handle was not made by "${provider}". Pass the one that its createLiveStream returned.`,
    provider,
    operation,
    field: "stream",
  });
}

import { type Handle, HybridStreamError } from "@hybrid-stream/spec";
import * as z from "zod/mini";

const text = z.string().check(z.minLength(1));

/** What is stored of a live stream. Without `liveStreamId` it is partial: then `passthrough` finds it. */
const schema = z.object({
  passthrough: text,
  access: z.enum(["public", "signed"]),
  latency: z.enum(["standard", "low"]),
  liveStreamId: z.optional(text),
  playbackId: z.optional(text),
});

export type StreamHandleData = z.output<typeof schema>;

/** Names a live stream at Mux, and how it is watched. */
export type WholeHandleData = StreamHandleData & { readonly liveStreamId: string; readonly playbackId: string };

const handleVersion = 1;

export function toHandle(provider: string, data: StreamHandleData): Handle {
  return { provider, version: handleVersion, data: { ...data } };
}

export function isWhole(data: StreamHandleData): data is WholeHandleData {
  return data.liveStreamId !== undefined && data.playbackId !== undefined;
}

/** @throws `invalid-options` for a handle that this provider did not make. */
export function readHandle(handle: Handle, provider: string, operation: string): StreamHandleData {
  const read = z.safeParse(schema, handle.data);
  if (handle.provider === provider && handle.version === handleVersion && read.success) return read.data;
  throw new HybridStreamError({
    code: "invalid-options",
    message: `${operation}: the handle is none of ${provider}'s. Pass one that it returned or stored.`,
    provider,
    operation,
    field: "handle",
  });
}

import { type Handle, HybridStreamError } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import { mediaPushRegions } from "./options.js";

/** What is stored of a converter. Without `converterId` it is partial: then the name finds it. */
const schema = z.object({
  region: z.enum(mediaPushRegions),
  appId: z.string().check(z.minLength(1)),
  /** The RTC channel. */
  channel: z.string().check(z.minLength(1)),
  name: z.string().check(z.minLength(1)),
  converterId: z.optional(z.string().check(z.minLength(1))),
  /** Of the last update that was sent. */
  sequence: z.optional(z.int().check(z.gte(0))),
  encoding: z.optional(z.enum(["copy", "transcode"])),
  encodingReason: z.optional(z.string()),
  /** The picture's size, where it is mixed. */
  width: z.optional(z.int()),
  height: z.optional(z.int()),
});

export type ConverterHandleData = z.infer<typeof schema>;

/** A handle that surely names a converter at Agora. */
export type WholeHandleData = ConverterHandleData & { readonly converterId: string };

export const handleVersion = 1;

export function toHandle(provider: string, data: ConverterHandleData): Handle {
  return { provider, version: handleVersion, data: { ...data } };
}

export function isWhole(data: ConverterHandleData): data is WholeHandleData {
  return data.converterId !== undefined;
}

/** @throws `invalid-options` for a handle that this provider did not make. */
export function readHandle(handle: Handle, provider: string, operation: string): ConverterHandleData {
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

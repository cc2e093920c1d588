import { createHash } from "node:crypto";
import {
  type EffectContext,
  type FoundLiveStream,
  HybridStreamError,
  type LiveStreamHandle,
  type LiveStreamSpec,
} from "@hybrid-stream/spec";
import * as z from "zod/mini";
import type { LiveInputSummary } from "./live-input.js";

const handleVersion = 1;
const dataSchema = z.object({
  inputId: z.string().check(z.regex(/^[\w-]{1,64}$/)),
  access: z.enum(["public", "signed"]),
  lowLatency: z.boolean(),
  customerCode: z.nullable(z.string().check(z.regex(/^[a-z0-9]{1,64}$/))),
});

/** What a handle of ours holds: all that playback addresses are made from, and no secret. */
export type HandleData = z.output<typeof dataSchema>;

export function makeHandle(provider: string, data: HandleData): LiveStreamHandle {
  return { provider, version: handleVersion, data: { ...data } };
}

/** @throws `request-rejected` for a handle that this platform did not make. */
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

/** What names a stream for its owner. */
type StreamName = Pick<EffectContext, "namespace" | "channelId" | "streamIncarnation">;

const keys = {
  namespace: "hybridStreamNamespace",
  channelId: "hybridStreamChannel",
  streamIncarnation: "hybridStreamIncarnation",
  access: "hybridStreamAccess",
  latency: "hybridStreamLatency",
  /** Recordings that began until then stay, whatever becomes of later ones. */
  keptUntil: "hybridStreamKeptUntil",
} as const;

/**
 * The owner's name in an input's `meta`, with what a handle needs: a list tells nothing else. `name` is what the
 * dashboard shows.
 */
export function metaOf(
  { namespace, channelId, streamIncarnation }: StreamName,
  { access, latency }: Pick<LiveStreamSpec, "access" | "latency">,
): Record<string, string> {
  return {
    name: `${namespace}/${channelId}`,
    [keys.namespace]: namespace,
    [keys.channelId]: channelId,
    [keys.streamIncarnation]: String(streamIncarnation),
    [keys.access]: access,
    [keys.latency]: latency,
  };
}

/** The same for the same stream, whoever asks: a repeated creation makes no second input. */
export function idempotencyKeyOf({ namespace, channelId, streamIncarnation }: StreamName): string {
  const name = JSON.stringify([namespace, channelId, streamIncarnation]);
  return `hybrid-stream-${createHash("sha256").update(name).digest("hex")}`;
}

/** Whose input it is; `null` for one that Hybrid Stream did not make. */
export function ownerOf(input: Pick<LiveInputSummary, "meta">): StreamName | null {
  const { meta } = input;
  const namespace = meta?.[keys.namespace];
  const channelId = meta?.[keys.channelId];
  const incarnation = Number(meta?.[keys.streamIncarnation]);
  if (typeof namespace !== "string" || typeof channelId !== "string" || !Number.isInteger(incarnation)) return null;
  return { namespace, channelId, streamIncarnation: incarnation };
}

/** A listed input as a handle. */
export function handleOfListed(
  { uid, meta }: LiveInputSummary,
  { provider, customerCode }: { readonly provider: string; readonly customerCode: string | null },
): LiveStreamHandle {
  const access = meta?.[keys.access] === "signed" ? "signed" : "public";
  return makeHandle(provider, { inputId: uid, access, lowLatency: meta?.[keys.latency] === "low", customerCode });
}

export function isOwnedBy(input: Pick<LiveInputSummary, "meta">, name: StreamName): boolean {
  const owner = ownerOf(input);
  return (
    owner?.namespace === name.namespace &&
    owner.channelId === name.channelId &&
    owner.streamIncarnation === name.streamIncarnation
  );
}

/** Until when recordings are kept, by Cloudflare's clock. Milliseconds since 1970; 0 when none are. */
export function keptUntilOf(input: Pick<LiveInputSummary, "meta">): number {
  const at = Date.parse(String(input.meta?.[keys.keptUntil] ?? ""));
  return Number.isNaN(at) ? 0 : at;
}

export function metaKeptUntil(input: Pick<LiveInputSummary, "meta">, at: number): Record<string, unknown> {
  return { ...input.meta, [keys.keptUntil]: new Date(at).toISOString() };
}

/** When an input was made; `null` when not told. */
export function createdAtOf({ created }: LiveInputSummary): FoundLiveStream["createdAt"] {
  const date = new Date(created ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? null : date;
}

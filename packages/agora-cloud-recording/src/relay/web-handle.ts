import { HybridStreamError, type RelayHandle } from "@hybrid-stream/spec";
import * as z from "zod/mini";

const version = 1;

const text = z.string().check(z.minLength(1), z.maxLength(4096));
const date = z.string().check(z.refine((value) => !Number.isNaN(Date.parse(value)), "a date"));
const schema = z.looseObject({
  cname: text,
  uid: text,
  /** The RTC channel that the page shows. */
  channel: text,
  resourceId: text,
  /** ISO 8601. A resource is good for a start within five minutes from here. */
  acquiredAt: date,
  maxRecordingHour: z.int().check(z.minimum(1), z.maximum(720)),
  /** Starts that were sent with this resource, or are about to be. */
  starts: z.int().check(z.minimum(1)),
  /** Missing as long as the answer to the start is. */
  sid: z.optional(z.catch(z.nullish(text), null)),
});

/** What is stored of a relay. No secret: the page's address is made anew where it is needed. */
export interface WebHandle {
  readonly cname: string;
  readonly uid: string;
  readonly channel: string;
  readonly resourceId: string;
  readonly acquiredAt: string;
  readonly maxRecordingHour: number;
  readonly starts: number;
  readonly sid: string | null;
}

export function toRelayHandle(provider: string, handle: WebHandle): RelayHandle {
  return { provider, version, data: { ...handle } };
}

/** The patch of a notification that tells the `sid`. */
export function sidPatch(provider: string, known: { cname: string; uid: string | null; sid: string }): RelayHandle {
  const { cname, uid, sid } = known;
  return { provider, version, data: { cname, sid, ...(uid !== null && { uid }) } };
}

/** @throws `invalid-options` for a handle that this provider has not made. */
export function readRelayHandle(handle: RelayHandle, provider: string, operation: string): WebHandle {
  const read = z.safeParse(schema, handle.data);
  if (handle.provider === provider && handle.version === version && read.success)
    return { ...read.data, sid: read.data.sid ?? null };
  throw new HybridStreamError({
    code: "invalid-options",
    message: `${operation}: the handle is not one of ${provider}. Pass what startRelay returned.`,
    provider,
    operation,
    field: "handle",
  });
}

const startableMs = 5 * 60_000;
const marginMs = 90_000;

/** How long the resource can still be used for a start. Milliseconds. */
export function startableForMs({ acquiredAt }: WebHandle, now: Date): number {
  return Math.max(0, Date.parse(acquiredAt) + startableMs - now.getTime());
}

/** When a task that was started at once ends by itself. */
export function hoursEndAt({ acquiredAt, maxRecordingHour }: WebHandle): number {
  return Date.parse(acquiredAt) + maxRecordingHour * 3_600_000;
}

/** After this nothing can run any more that was started with the resource, whatever became of it. */
export function overAt(handle: WebHandle): number {
  return hoursEndAt(handle) + startableMs + marginMs;
}

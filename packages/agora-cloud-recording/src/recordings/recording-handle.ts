import { HybridStreamError } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import type { TaskAddress } from "../api/recording-api.js";

/** Names one recording. Plain JSON: store it before anything else, there is no other way back to the recording. */
export interface RecordingHandle {
  readonly version: 1;
  readonly mode: "individual" | "mix";
  /** The RTC channel. */
  readonly channel: string;
  /** The uid that the recorder joined with: a whole number in a text. */
  readonly uid: string;
  readonly resourceId: string;
  readonly sid: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** When the recorder's token ends, which cannot be renewed; `null` without a token. ISO 8601. */
  readonly endsAt: string | null;
}

const text = z.string().check(z.minLength(1));
const schema = z.looseObject({
  version: z.literal(1),
  mode: z.enum(["individual", "mix"]),
  channel: text,
  uid: text,
  resourceId: text,
  sid: text,
});

/** @throws `invalid-options` for what is no handle of a recording. */
export function addressOf(handle: RecordingHandle, operation: string): TaskAddress {
  const read = z.safeParse(schema, handle);
  if (!read.success) {
    const message = `${operation}: the handle is not one that startRecording returned.`;
    throw new HybridStreamError({ code: "invalid-options", message, operation, field: "handle" });
  }
  const { mode, channel: cname, uid, resourceId, sid } = read.data;
  return { mode, cname, uid, resourceId, sid };
}

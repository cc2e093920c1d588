import * as z from "zod/mini";
import { type AgoraEnvelope, agoraProducts, notAfter } from "./envelope.js";

/** What happened to a task of Cloud Recording. Addresses in it are not passed on: they hold stream keys. */
export interface CloudRecordingNotification {
  readonly product: "cloud-recording";
  readonly noticeId: string;
  /** Agora's number: 100 is `rtmp_publish_status`. */
  readonly eventType: number;
  readonly observedAt: Date;
  readonly cname: string;
  /** The recorder's uid, as text. */
  readonly uid: string | null;
  /** `null` where the notification does not tell. */
  readonly sid: string | null;
  /** Agora's name of the event: `session_exit`. */
  readonly name: string | null;
  /** `status` of events 40 and 100: `publishing`, 0; kept as it came. */
  readonly status: string | number | null;
  /** Event 11: 0 normal, 1 abnormal. */
  readonly exitStatus: number | null;
  /** Event 41: a bit mask; 4 is "no users". */
  readonly leaveCode: number | null;
  /** Event 71: why the page's recorder stopped, 0 is "as ordered". Other events: as it came. */
  readonly code: number | null;
  /** Event 1: 1 to 5, 5 is fatal. */
  readonly errorLevel: number | null;
  readonly errorCode: number | null;
  /** Event 12: the uid that the recorder goes on with. */
  readonly newUid: string | null;
}

const text = z.optional(z.catch(z.nullish(z.string()), null));
const count = z.optional(z.catch(z.nullish(z.number()), null));
const textOrNumber = z.optional(z.catch(z.nullish(z.union([z.string().check(z.maxLength(64)), z.number()])), null));
const details = z.looseObject({
  msgName: text,
  status: textOrNumber,
  exitStatus: count,
  leaveCode: count,
  code: count,
  errorLevel: count,
  errorCode: count,
  newUid: textOrNumber,
});
const payload = z.looseObject({
  cname: z.string().check(z.minLength(1)),
  uid: textOrNumber,
  sid: text,
  /** When it happened; milliseconds. The envelope's own time is that of this delivery, and a resend has a new one. */
  sendts: z.optional(z.catch(z.nullish(z.number().check(z.gt(0), z.lte(8.64e15))), null)),
  details: z.optional(z.catch(z.nullish(details), null)),
});

const asText = (value: string | number | null | undefined): string | null => (value == null ? null : String(value));

/** `null` when the notification is not about a recording; a health test's sample is not. */
export function readCloudRecording(envelope: AgoraEnvelope): CloudRecordingNotification | null {
  if (envelope.productId !== agoraProducts.cloudRecording) return null;
  const read = z.safeParse(payload, envelope.payload);
  if (!read.success) return null;
  const { cname, uid, sid, sendts, details: more } = read.data;
  return {
    product: "cloud-recording",
    noticeId: envelope.noticeId,
    eventType: envelope.eventType,
    observedAt: notAfter(envelope.observedAt, sendts),
    cname,
    uid: asText(uid),
    sid: sid == null || sid === "" ? null : sid,
    name: more?.msgName ?? null,
    status: more?.status ?? null,
    exitStatus: more?.exitStatus ?? null,
    leaveCode: more?.leaveCode ?? null,
    code: more?.code ?? null,
    errorLevel: more?.errorLevel ?? null,
    errorCode: more?.errorCode ?? null,
    newUid: asText(more?.newUid),
  };
}

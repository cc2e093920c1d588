import * as z from "zod/mini";
import { type AgoraEnvelope, agoraProducts, notAfter } from "./envelope.js";

/** What happened to a converter of Media Push. */
export interface MediaPushNotification {
  readonly product: "media-push";
  readonly noticeId: string;
  readonly eventType: number;
  readonly event: "created" | "changed" | "state-changed" | "destroyed" | "other";
  readonly observedAt: Date;
  readonly converterId: string;
  /** The name that it was created with, where the notification tells it. */
  readonly name: string | null;
  readonly rtcChannel: string | null;
  /** `connecting`, `running`, `failed`; kept as it came. */
  readonly state: string | null;
  /** `Delete Request`, `Idle Timeout`, `Internal Error`; kept as it came. */
  readonly destroyReason: string | null;
}

const word = z.optional(z.catch(z.nullish(z.string().check(z.maxLength(64))), null));
// The converter's rtmpUrl is not even read.
const media = z.optional(z.catch(z.nullish(z.looseObject({ rtcChannel: word })), null));
const converter = z.looseObject({
  id: z.string().check(z.minLength(1)),
  name: word,
  state: word,
  destroyReason: word,
  rawOptions: media,
  transcodeOptions: media,
});
const payload = z.looseObject({
  converter,
  lts: z.optional(z.catch(z.nullish(z.number()), null)),
  destroyReason: word,
});

const events: ReadonlyMap<number, MediaPushNotification["event"]> = new Map([
  [1, "created"],
  [2, "changed"],
  [3, "state-changed"],
  [4, "destroyed"],
]);

/** Seconds or milliseconds: documented as the one, shown as the other. */
function toMilliseconds(lts: number): number {
  return lts < 1e11 ? lts * 1000 : lts;
}

/** `null` when the notification is not about a converter; a health test's sample is not. */
export function readMediaPush(envelope: AgoraEnvelope): MediaPushNotification | null {
  if (envelope.productId !== agoraProducts.mediaPush) return null;
  const read = z.safeParse(payload, envelope.payload);
  if (!read.success) return null;
  const { converter: about, lts } = read.data;
  const { noticeId, eventType } = envelope;
  const happenedMs = lts == null || !Number.isFinite(lts) || lts <= 0 ? null : toMilliseconds(lts);
  return {
    product: "media-push",
    noticeId,
    eventType,
    event: events.get(eventType) ?? "other",
    observedAt: notAfter(envelope.observedAt, happenedMs),
    converterId: about.id,
    name: about.name ?? null,
    rtcChannel: about.rawOptions?.rtcChannel ?? about.transcodeOptions?.rtcChannel ?? null,
    state: about.state ?? null,
    destroyReason: about.destroyReason ?? read.data.destroyReason ?? null,
  };
}

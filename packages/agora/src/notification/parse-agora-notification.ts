import type { Hint, RawWebhook, Secret } from "@hybrid-stream/spec";
import { type CloudRecordingNotification, readCloudRecording } from "./cloud-recording-notification.js";
import { readEnvelope } from "./envelope.js";
import { hintOfCloudRecording, hintOfMediaPush } from "./hints.js";
import { type MediaPushNotification, readMediaPush } from "./media-push-notification.js";

/** A verified notification of another product or shape: RTC events, a health test's sample, what is new. */
export interface OtherNotification {
  readonly product: "other";
  readonly noticeId: string;
  readonly productId: number;
  readonly eventType: number;
  readonly observedAt: Date;
}

export type AgoraNotification = MediaPushNotification | CloudRecordingNotification | OtherNotification;

/** A notification, and what it tells the loop. */
export interface ParsedAgoraNotification {
  readonly notification: AgoraNotification;
  /** Empty for what is not about one of the products asked for. The hint's id is the `noticeId`. */
  readonly hints: readonly Hint[];
}

/**
 * Checks and reads a notification (Agora's webhooks). Duplicates are told by `noticeId`, disorder by `observedAt`; no
 * address of the payload comes through.
 *
 * @param options `products` are the product ids whose hints are wanted: 3 Cloud Recording, 5 Media Push.
 * @throws `webhook-rejected` when `Agora-Signature-V2` does not fit the raw bytes, or the body is no notification. Every
 * authentic one is accepted: the console's health test sends samples, and must get its 200.
 */
export function parseAgoraNotification(options: {
  readonly secret: Secret;
  readonly request: RawWebhook;
  readonly products: readonly number[];
  /** The id of the provider that verifies. */
  readonly provider: string;
}): ParsedAgoraNotification {
  const { provider, products } = options;
  const envelope = readEnvelope(options);
  const wanted = products.includes(envelope.productId);
  const push = readMediaPush(envelope);
  if (push) return { notification: push, hints: wanted ? [hintOfMediaPush(push, provider)] : [] };
  const recording = readCloudRecording(envelope);
  if (recording) return { notification: recording, hints: wanted ? [hintOfCloudRecording(recording, provider)] : [] };
  const { noticeId, productId, eventType, observedAt } = envelope;
  return { notification: { product: "other", noticeId, productId, eventType, observedAt }, hints: [] };
}

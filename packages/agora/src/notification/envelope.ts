import { parseJsonBody, verifyHmac, webhookRejected } from "@hybrid-stream/provider-kit";
import type { RawWebhook, Secret } from "@hybrid-stream/spec";
import * as z from "zod/mini";

/** Agora's numbers for the products that send notifications. */
export const agoraProducts = { rtc: 1, cloudRecording: 3, mediaPull: 4, mediaPush: 5 } as const;

const milliseconds = z.number().check(z.gte(0), z.lte(8.64e15));
const schema = z.looseObject({
  noticeId: z.string().check(z.minLength(1), z.maxLength(200)),
  productId: z.number(),
  eventType: z.number(),
  notifyMs: z.optional(z.catch(z.nullish(milliseconds), null)),
  eventMs: z.optional(z.catch(z.nullish(milliseconds), null)),
  payload: z.optional(z.unknown()),
});

/** What every notification has, whatever it is about. */
export interface AgoraEnvelope {
  /** The same for every copy of one notification: what duplicates are told by. */
  readonly noticeId: string;
  /** See {@link agoraProducts}. */
  readonly productId: number;
  readonly eventType: number;
  /** When the event happened, as well as the notification tells; never later than when it came in. */
  readonly observedAt: Date;
  readonly payload: unknown;
}

/** Not after it came in: evidence from the future would outweigh every poll. */
export function notAfter(received: Date, eventMs: number | null | undefined): Date {
  return eventMs == null ? received : new Date(Math.min(eventMs, received.getTime()));
}

/**
 * Checks `Agora-Signature-V2` over the raw bytes and reads the envelope.
 *
 * @throws `webhook-rejected` when the signature is missing or does not fit, or when the body is no notification.
 */
export function readEnvelope({
  secret,
  request,
  provider,
}: {
  readonly secret: Secret;
  readonly request: RawWebhook;
  readonly provider: string;
}): AgoraEnvelope {
  const signatureHex = request.headers["agora-signature-v2"];
  if (signatureHex === undefined) {
    throw webhookRejected("The notification has no Agora-Signature-V2 header.", provider);
  }
  if (!verifyHmac({ algorithm: "sha256", secret, body: request.body, signatureHex: signatureHex.trim() })) {
    throw webhookRejected(
      "The notification's signature does not fit. Each of Agora's products has a secret of its own.",
      provider,
    );
  }
  const { noticeId, productId, eventType, eventMs, notifyMs, payload } = parseJsonBody(request, schema);
  const observedAt = notAfter(request.receivedAt, eventMs ?? notifyMs);
  return { noticeId, productId, eventType, observedAt, payload };
}

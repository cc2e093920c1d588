import {
  checkAge,
  parseJsonBody,
  parseSignatureHeader,
  verifyHmac,
  webhookRejected,
} from "@hybrid-stream/provider-kit";
import type { RawWebhook, Secret } from "@hybrid-stream/spec";
import * as z from "zod/mini";

/** Older and newer ones are refused. Mux's own check forgets those from the future. Seconds. */
const toleranceSeconds = 300;

const text = z.string().check(z.minLength(1), z.maxLength(300));
const schema = z.object({
  id: text,
  type: text,
  created_at: z.catch(z.nullish(z.union([z.string(), z.number()])), null),
  data: z.unknown(),
});

/** A verified message of Mux. */
export interface MuxEvent {
  /** The same for every copy of one message. */
  readonly id: string;
  /** `video.live_stream.active`. */
  readonly type: string;
  /** When it happened; never later than when it came in. */
  readonly observedAt: Date;
  readonly data: unknown;
}

/**
 * Checks `Mux-Signature` over the raw bytes and reads the envelope.
 *
 * @throws `webhook-rejected` for a signature that is missing, too old or does not fit, and for what is no message.
 */
export function readEvent(request: RawWebhook, secret: Secret, provider: string): MuxEvent {
  const header = parseSignatureHeader(request.headers["mux-signature"]);
  if (header === null) throw webhookRejected("The webhook has no usable Mux-Signature header.", provider);
  if (!checkAge({ timestampSeconds: header.timestampSeconds, now: request.receivedAt, toleranceSeconds })) {
    throw webhookRejected(`The webhook's signature is not of the last ${toleranceSeconds} seconds.`, provider);
  }
  const body = [`${header.timestamp}.`, request.body];
  const fits = (signatureHex: string): boolean => verifyHmac({ algorithm: "sha256", secret, body, signatureHex });
  if (!header.signatures.some(fits)) {
    throw webhookRejected(
      "The webhook's signature does not fit. Each endpoint has a signing secret of its own.",
      provider,
    );
  }
  const { id, type, created_at, data } = parseJsonBody(request, schema);
  const created = typeof created_at === "number" ? created_at * 1000 : Date.parse(created_at ?? "");
  const received = request.receivedAt.getTime();
  return { id, type, observedAt: new Date(created <= received && created > 0 ? created : received), data };
}

import {
  checkAge,
  parseJsonBody,
  parseSignatureHeader,
  verifyHmac,
  webhookRejected,
} from "@hybrid-stream/provider-kit";
import type { Hint, RawWebhook, Secret } from "@hybrid-stream/spec";
import type { Broadcasts } from "../videos/broadcasts.js";
import { phaseOf, videoSchema } from "../videos/video.js";
import { slug } from "./hints.js";

const toleranceSeconds = 300;

/**
 * The Stream webhook: a video has been processed. Signed over the raw bytes, with a time.
 *
 * @throws `webhook-rejected` for a wrong signature, and for one that is older than five minutes.
 */
export function readVideoWebhook(
  webhook: RawWebhook,
  {
    secret,
    provider,
    broadcasts,
  }: { readonly secret: Secret; readonly provider: string; readonly broadcasts: Broadcasts },
): Hint[] {
  const header = parseSignatureHeader(webhook.headers["webhook-signature"]);
  if (!header || !checkAge({ ...header, now: webhook.receivedAt, toleranceSeconds })) {
    throw webhookRejected("The webhook's signature is missing or too old.", provider);
  }
  const body = [`${header.timestamp}.`, webhook.body];
  const fits = (signatureHex: string) => verifyHmac({ algorithm: "sha256", secret, body, signatureHex });
  if (!header.signatures.some(fits)) throw webhookRejected("The webhook's signature does not fit.", provider);
  const video = parseJsonBody(webhook, videoSchema);
  const { liveInput, uid } = video;
  // An upload of the same account is nobody's live stream.
  if (!liveInput) return [];
  const phase = phaseOf(video);
  if (phase === "ready") broadcasts.recorded(liveInput, uid);
  const code = video.status?.errorReasonCode ?? video.status?.errReasonCode;
  const why = phase === "error" && code ? `, ${slug(code)}` : "";
  return [
    {
      id: `cloudflare-stream:video:${uid}:${phase}`,
      provider,
      vendorRef: liveInput,
      summary: `Cloudflare Stream: recording ${phase}${why}`,
    },
  ];
}

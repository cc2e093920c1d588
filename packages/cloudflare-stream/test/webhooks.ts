import { createHmac } from "node:crypto";
import type { RawWebhook } from "@hybrid-stream/spec";
import { notificationSecret, webhookSecret } from "./simulated-platform.js";

const raw = (body: object, headers: Record<string, string>, receivedAt: Date): RawWebhook => ({
  method: "POST",
  url: "https://shop.example/webhooks/cloudflare-stream",
  headers,
  body: new TextEncoder().encode(JSON.stringify(body)),
  receivedAt,
});

/** The Stream webhook, signed. */
export function videoWebhook(
  body: object,
  receivedAt: Date,
  { secret = webhookSecret, agoSeconds = 0 }: { readonly secret?: string; readonly agoSeconds?: number } = {},
): RawWebhook {
  const time = Math.floor(receivedAt.getTime() / 1000) - agoSeconds;
  const signature = createHmac("sha256", secret)
    .update(`${time}.${JSON.stringify(body)}`)
    .digest("hex");
  return raw(body, { "webhook-signature": `time=${time},sig1=${signature}` }, receivedAt);
}

/** A message of Notifications. */
export function notification(
  {
    inputId,
    event,
    at,
    ...more
  }: { readonly inputId: string; readonly event: string; readonly at: Date; readonly live_input_errored?: object },
  receivedAt: Date,
  secret = notificationSecret,
): RawWebhook {
  const body = {
    name: "Live",
    text: "Notification type: Stream Live Input",
    ts: Math.floor(at.getTime() / 1000),
    data: {
      notification_name: "Stream Live Input",
      input_id: inputId,
      event_type: `live_input.${event}`,
      updated_at: at.toISOString().replace("Z", "123456Z"),
      ...more,
    },
  };
  return raw(body, { "cf-webhook-auth": secret }, receivedAt);
}

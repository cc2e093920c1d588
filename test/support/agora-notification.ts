import { createHmac } from "node:crypto";
import type { RawWebhook } from "@hybrid-stream/spec";

/** A notification of Agora as it comes in, signed. */
export function notificationRequest(
  secret: string,
  body: object | string,
  receivedAt = new Date("2026-01-01T00:00:00.000Z"),
): RawWebhook {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return {
    method: "POST",
    url: "https://shop.example/hooks/agora",
    headers: { "agora-signature-v2": createHmac("sha256", secret).update(text).digest("hex") },
    body: new TextEncoder().encode(text),
    receivedAt,
  };
}

/** What Agora sends of a recording. */
export function recordingNotification(
  eventType: number,
  payload: { readonly cname: string; readonly uid?: string; readonly sid?: string; readonly details?: object },
  noticeId = `notice-${crypto.randomUUID()}`,
): object {
  return { noticeId, productId: 3, eventType, notifyMs: 1, payload: { sequence: 0, ...payload } };
}

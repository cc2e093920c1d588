import { HybridStreamError } from "@hybrid-stream/spec";

/** The error for a webhook that is not taken. `message` says why and holds nothing of the webhook. */
export function webhookRejected(message: string, provider?: string): HybridStreamError {
  return new HybridStreamError({ code: "webhook-rejected", message, provider, operation: "parseWebhook" });
}

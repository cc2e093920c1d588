import type { RawWebhook } from "@hybrid-stream/spec";
import type * as z from "zod/mini";
import { parseBody } from "../http/parse-body.js";
import { webhookRejected } from "./webhook-rejected.js";

/**
 * A webhook's JSON, validated. Call it after the signature has been checked.
 *
 * @throws `webhook-rejected`, naming the field that does not fit and nothing of the body.
 */
export function parseJsonBody<Body>(webhook: Pick<RawWebhook, "body">, schema: z.core.$ZodType<Body>): Body {
  const result = parseBody(new TextDecoder().decode(webhook.body), schema);
  if ("value" in result) return result.value;
  throw webhookRejected(`The webhook's body ${result.problem}.`);
}

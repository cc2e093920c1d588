import { webhookRejected } from "@hybrid-stream/provider-kit";
import type { Hint } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import { readInputStatus } from "../status/input-status.js";
import { hintOf, kindOf } from "./hints.js";

const id = z.nullish(z.string().check(z.regex(/^[\w-]{1,64}$/)));
const schema = z.object({
  type: z.string(),
  source: z.catch(z.nullish(z.object({ liveInputId: id })), null),
  payload: z.catch(z.nullish(z.object({ uid: id, status: z.unknown() })), null),
  metadata: z.catch(z.nullish(z.object({ eventTimestamp: z.nullish(z.string()) })), null),
});

/**
 * The body of a message from a Cloudflare queue that is subscribed to `stream.liveInput`. The queue itself vouches for
 * it: give only what your consumer has pulled.
 *
 * @throws `webhook-rejected` for what is no event. Events of other sources tell nothing.
 */
export function readQueueEvent(message: unknown, provider: string): Hint[] {
  const parsed = z.safeParse(schema, message);
  if (!parsed.success) throw webhookRejected("The queue's message is no event of Cloudflare.", provider);
  const { type, source, payload, metadata } = parsed.data;
  const inputId = source?.liveInputId ?? payload?.uid;
  if (!type.startsWith("cf.stream.liveInput.") || inputId == null) return [];
  const status = readInputStatus(payload?.status);
  const at = status.enteredAt?.toISOString() ?? metadata?.eventTimestamp ?? "";
  return [hintOf({ inputId, kind: kindOf(type), reason: status.reason, at }, provider)];
}

import { constantTimeEqual, parseJsonBody, webhookRejected } from "@hybrid-stream/provider-kit";
import type { Hint, RawWebhook, Secret } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import { hintOf, kindOf } from "./hints.js";

const word = z.catch(z.nullish(z.string()), null);
/** The end of the year 9999. */
const latestSeconds = 253_402_300_799;
const schema = z.object({
  text: word,
  // Unix seconds.
  ts: z.catch(z.nullish(z.number().check(z.minimum(0), z.maximum(latestSeconds))), null),
  // The guide's words put the details beside `data`, its example inside.
  data: z.catch(
    z.nullish(
      z.object({
        input_id: word,
        event_type: word,
        updated_at: word,
        live_input_errored: z.catch(z.nullish(z.object({ error: z.nullish(z.object({ code: word })) })), null),
      }),
    ),
    null,
  ),
  live_input_errored: z.catch(z.nullish(z.object({ error: z.nullish(z.object({ code: word })) })), null),
});

/**
 * A message of Cloudflare's Notifications. It proves its origin by the shared secret alone, without signature or time:
 * a replay looks genuine, so it wakes the loop, and its evidence expires with the event's own time.
 *
 * @throws `webhook-rejected`. The test message (`text` alone) is accepted, and tells nothing.
 */
export function readNotification(webhook: RawWebhook, secret: Secret, provider: string): Hint[] {
  const given = webhook.headers["cf-webhook-auth"];
  if (given === undefined || !constantTimeEqual(given, secret)) {
    throw webhookRejected("The notification's secret (cf-webhook-auth) does not fit.", provider);
  }
  const { data, ts, live_input_errored: beside } = parseJsonBody(webhook, schema);
  const inputId = data?.input_id;
  if (!data || !inputId || !/^[\w-]{1,64}$/.test(inputId)) return [];
  const error = (data.live_input_errored ?? beside)?.error?.code ?? null;
  // Never by the time of arrival where it can be helped: a replay would then be a new message, with fresh evidence.
  const at = data.updated_at ?? (ts == null ? webhook.receivedAt : new Date(ts * 1000)).toISOString();
  return [hintOf({ inputId, kind: kindOf(data.event_type ?? ""), reason: error, at }, provider)];
}

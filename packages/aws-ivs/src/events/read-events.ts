import { constantTimeEqual, parseJsonBody, webhookRejected } from "@hybrid-stream/provider-kit";
import type { Hint, RawWebhook, Secret } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import type { IvsContext } from "../ivs-context.js";
import { findPlaylist } from "../recording/find-playlist.js";
import { channelOf, type IvsEvent, ivsEvent, nameOf } from "./event-schema.js";
import { hintOfEvent } from "./hint-of-event.js";

/** Ours to choose: an API destination of EventBridge sends its key in the header that its connection names. */
export const eventSecretHeader = "x-hybrid-stream-secret";

async function read(context: IvsContext, event: IvsEvent, receivedAt: Date): Promise<Hint[]> {
  const { settings, recordedShows } = context;
  const channelArn = channelOf(event);
  const { recording_s3_key_prefix: prefix, recording_duration_ms: durationMs } = event.detail;
  if (channelArn !== null && prefix !== null && nameOf(event) === "Recording End") {
    const url = await findPlaylist(settings, prefix);
    if (url !== null) {
      recordedShows.ended({ channelArn, url, endedAt: Date.parse(event.time), durationMs });
    }
  }
  const hint = hintOfEvent(event, { provider: settings.id, receivedAt });
  return hint === null ? [] : [hint];
}

/**
 * Reads an event that came by a way that you trust: a queue, a function of yours. One that is none of IVS's gives none.
 */
export async function parseEvent(context: IvsContext, event: unknown): Promise<Hint[]> {
  const parsed = z.safeParse(ivsEvent, event);
  return parsed.success ? read(context, parsed.data, context.settings.clock.now()) : [];
}

/** @throws `webhook-rejected` without the secret, and for a body that is no event of IVS's. */
export async function parseWebhook(context: IvsContext, request: RawWebhook, secret: Secret): Promise<Hint[]> {
  const { id } = context.settings;
  if (!constantTimeEqual(request.headers[eventSecretHeader] ?? "", secret)) {
    throw webhookRejected(`The header ${eventSecretHeader} does not hold the secret.`, id);
  }
  let event: IvsEvent;
  try {
    event = parseJsonBody(request, ivsEvent);
  } catch {
    throw webhookRejected("The body is no event of IVS's.", id);
  }
  return read(context, event, request.receivedAt);
}

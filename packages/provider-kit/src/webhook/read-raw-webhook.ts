import type { RawWebhook } from "@hybrid-stream/spec";
import { webhookRejected } from "./webhook-rejected.js";

const defaultMaxBytes = 256 * 1024;

async function readBytes(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw webhookRejected("The webhook's body broke off.");
    });
    if (done) return Buffer.concat(chunks);
    size += value.byteLength;
    if (size > maxBytes) {
      await reader.cancel().catch(() => {});
      throw webhookRejected(`The webhook is larger than ${maxBytes} bytes.`);
    }
    chunks.push(value);
  }
}

/**
 * A web `Request` as the contract's {@link RawWebhook}: raw bytes, header names in lower case.
 *
 * @param options `maxBytes` defaults to 262144; `now` is when it came in.
 * @throws `webhook-rejected` when the body is larger, was read before, or breaks off.
 */
export async function readRawWebhook(
  request: Request,
  { maxBytes = defaultMaxBytes, now }: { readonly maxBytes?: number; readonly now: Date },
): Promise<RawWebhook> {
  if (request.bodyUsed) throw webhookRejected("The webhook's body has been read already. Pass the request untouched.");
  const body = request.body ? await readBytes(request.body, maxBytes) : new Uint8Array();
  // A Headers object gives its names in lower case.
  return {
    method: request.method,
    url: request.url,
    headers: Object.fromEntries(request.headers),
    body,
    receivedAt: now,
  };
}

import { createHmac } from "node:crypto";
import type { Secret } from "@hybrid-stream/spec";
import { constantTimeEqual } from "./constant-time-equal.js";

/**
 * Whether `signatureHex` is the HMAC of `body`, compared in constant time. Either case of the hex digits is taken.
 *
 * @param options `body` is what was signed: the raw bytes, never parsed JSON. A list is signed as one, for vendors
 * that put a timestamp before the body.
 */
export function verifyHmac({
  algorithm,
  secret,
  body,
  signatureHex,
}: {
  readonly algorithm: "sha1" | "sha256";
  readonly secret: Secret;
  readonly body: Uint8Array | readonly (string | Uint8Array)[];
  readonly signatureHex: string;
}): boolean {
  const hmac = createHmac(algorithm, secret.reveal());
  for (const part of body instanceof Uint8Array ? [body] : body) hmac.update(part);
  return constantTimeEqual(hmac.digest("hex"), signatureHex.toLowerCase());
}

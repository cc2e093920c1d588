import { createPrivateKey, type KeyObject } from "node:crypto";
import { HybridStreamError, Secret } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import type { SigningKeyOption } from "../options.js";

/** A key that is ready to sign. It shows nothing of itself when it is printed. */
export interface SigningKey {
  readonly id: string;
  readonly key: KeyObject;
}

const rsaKey = z.looseObject({ kty: z.literal("RSA"), n: z.string(), e: z.string(), d: z.string() });

const reveal = (value: string | Secret): string => (value instanceof Secret ? value.reveal() : value);

function keyOf({ jwk, pem }: SigningKeyOption): KeyObject {
  if (jwk !== undefined) {
    const text = reveal(jwk).trim();
    const json: unknown = JSON.parse(text.startsWith("{") ? text : Buffer.from(text, "base64").toString());
    return createPrivateKey({ key: z.parse(rsaKey, json), format: "jwk" });
  }
  const text = reveal(pem ?? "").trim();
  return createPrivateKey(text.startsWith("-----") ? text : Buffer.from(text, "base64").toString());
}

/** @throws `invalid-options` naming the field and nothing of the key. */
export function readSigningKey(option: SigningKeyOption): SigningKey {
  const field = option.jwk === undefined ? "signingKey.pem" : "signingKey.jwk";
  try {
    const key = keyOf(option);
    if (key.asymmetricKeyType === "rsa") return { id: option.id, key };
  } catch {
    // The original error may quote the key.
  }
  throw new HybridStreamError({
    code: "invalid-options",
    field,
    message: `cloudflareStream(): option "${field}" is no RSA key. Pass it as Cloudflare's API gave it, in Base64.`,
  });
}

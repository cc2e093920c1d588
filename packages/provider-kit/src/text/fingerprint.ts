import { createHash } from "node:crypto";
import { Secret } from "@hybrid-stream/spec";

/**
 * A short name for a secret, the same on every machine, from which the secret cannot be told: the first 16 hex digits
 * of its SHA-256. Meant for generated keys; a password that can be guessed can be guessed from it.
 */
export function fingerprint(secret: string | Secret): string {
  const value = secret instanceof Secret ? secret.reveal() : secret;
  return createHash("sha256").update(value).digest("hex").slice(0, 16);
}

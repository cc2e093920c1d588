import { createHmac } from "node:crypto";

/** Both signature headers over the body's bytes. */
export function signNotification(secret: string, body: string): Record<string, string> {
  const digest = (algorithm: string): string => createHmac(algorithm, secret).update(body).digest("hex");
  return { "agora-signature": digest("sha1"), "agora-signature-v2": digest("sha256") };
}

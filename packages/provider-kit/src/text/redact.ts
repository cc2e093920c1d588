import { Secret } from "@hybrid-stream/spec";
import { encodeComponent } from "./encode-component.js";
import { redactUrl } from "./redact-url.js";

/** Shorter ones would blot out ordinary words, and none that protects anything is as short. */
const shortestSecret = 4;
const address = /\b[a-z][a-z0-9+.-]{1,15}:\/\/[^\s"'<>\\]+/gi;

/** A secret in the forms in which it may come back. */
function formsOf(secret: string): string[] {
  return [
    secret,
    encodeComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString("base64"),
    Buffer.from(secret).toString("base64url"),
  ];
}

/**
 * The text without the secrets, also where they stand URL-encoded, JSON-escaped or in Base64, and with every address in
 * it passed through {@link redactUrl}.
 */
export function redact(text: string, secrets: Iterable<string | Secret>): string {
  const forms = [...secrets]
    .map((secret) => (secret instanceof Secret ? secret.reveal() : secret))
    .filter((secret) => secret.length >= shortestSecret)
    .flatMap(formsOf)
    // The longest first, so that a secret inside another one leaves no rest of that.
    .sort((one, other) => other.length - one.length);
  const withoutSecrets = forms.reduce((result, form) => result.replaceAll(form, "[redacted]"), text);
  return withoutSecrets.replace(address, (url) => redactUrl(url));
}

import { redact } from "../text/redact.js";

const longest = 200;

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : undefined;
}

/**
 * The places where vendors put their text: `{ message }` and `{ code, reason }` (Agora), `{ errors: [{ code, message }] }`
 * (Cloudflare), `{ error: { messages: [] } }` (Mux), and what others commonly do.
 */
function rawMessage(body: unknown): { text: string; code: unknown } | null {
  const error = member(body, "error");
  const listed = firstOf(member(body, "errors"));
  const places = [
    { text: member(listed, "message"), code: member(listed, "code") },
    { text: member(error, "message"), code: member(error, "code") },
    { text: firstOf(member(error, "messages")), code: member(error, "type") },
    { text: member(body, "message"), code: member(body, "code") },
    { text: member(body, "reason"), code: member(body, "code") },
    { text: error, code: member(body, "code") },
  ];
  for (const { text, code } of places) if (typeof text === "string" && text.trim() !== "") return { text, code };
  return null;
}

/** The vendor's own words about an error, in one short line without secrets; `null` when it says nothing. */
export function vendorMessage(body: unknown, secrets: Iterable<string>): string | null {
  const found = rawMessage(body);
  if (!found) return null;
  const code = typeof found.code === "number" || typeof found.code === "string" ? `${found.code}: ` : "";
  // Redacted before it is cut: half a secret would not be found.
  const line = redact(`${code}${found.text}`, secrets)
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

import type { ErrorOverride, RejectedAnswer } from "@hybrid-stream/provider-kit";
import * as z from "zod/mini";

const failure = z.object({ errors: z.array(z.object({ code: z.number() })) });

/** The number of the first error in Cloudflare's envelope; `null` when there is none. */
export function errorNumberOf(body: unknown): number | null {
  const parsed = z.safeParse(failure, body);
  return parsed.success ? (parsed.data.errors[0]?.code ?? null) : null;
}

/** Without a hint of its own a block lasts five minutes. */
const blockMs = 300_000;

/** What an answer of Cloudflare's API means beyond its status; `null` when the status says it all. */
export function meaningOfAnswer({ status, headers, body }: RejectedAnswer): ErrorOverride | null {
  const number = errorNumberOf(body);
  if (status === 404 && number === 7003) {
    // Said of a wrong path or account. Read as "not found" it would be taken for a live input that is gone.
    return { code: "request-rejected", message: "Cloudflare has no such route: check accountId and apiBaseUrl." };
  }
  if (status === 404 && number === null) {
    return {
      code: "unexpected-response",
      message: "Something other than Cloudflare's API answered: check apiBaseUrl and proxies.",
    };
  }
  if (status === 401 || status === 403) {
    return {
      code: status === 401 ? "unauthorized" : "forbidden",
      message: "Check apiToken: it needs the permission Stream Write on this account (analytics: Account Analytics).",
    };
  }
  if (status === 400 && number === 10060) {
    return {
      code: "request-rejected",
      field: "deleteRecordingAfterDays",
      message: "Cloudflare takes 30 to 1096 days.",
    };
  }
  if (status === 413) return { code: "quota-exhausted", message: "The account's storage or size limit is reached." };
  if (status === 408) return { code: "vendor-unavailable", message: "Cloudflare gave up waiting. Try again." };
  if (status === 429 && headers.get("retry-after") === null) return { retryAfterMs: blockMs };
  return null;
}

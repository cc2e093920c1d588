import type { ErrorOverride, RejectedAnswer } from "@hybrid-stream/provider-kit";

/** Where a 429 comes without Retry-After: POST recovers at one a second. */
const pauseMs = 2000;

/** What an answer of Mux means beyond its status; `null` when the status says it all. */
export function meaningOfAnswer({ status, headers }: RejectedAnswer): ErrorOverride | null {
  if (status === 404 && (headers.get("content-type") ?? "").includes("html")) {
    // Read as "not found" it would be taken for a stream that is gone.
    return {
      code: "unexpected-response",
      retry: "safe",
      message: "Something that is not Mux answered: check apiUrl and proxies.",
    };
  }
  if (status === 401) {
    return {
      code: "unauthorized",
      message: "Check tokenId and tokenSecret: a token belongs to one environment.",
    };
  }
  if (status === 403) {
    return {
      code: "forbidden",
      message: "Give the token Mux Video read and write, and System for signing keys; live needs a paid plan.",
    };
  }
  if (status === 429 && headers.get("retry-after") === null) return { retryAfterMs: pauseMs };
  return null;
}

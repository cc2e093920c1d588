import type { ErrorCode } from "@hybrid-stream/spec";

/** What a status that is not accepted means, with what to do about it. */
export function meaningOfStatus(status: number): { code: ErrorCode; advice: string } {
  if (status >= 500) return { code: "vendor-unavailable", advice: "Try again later." };
  switch (status) {
    case 401:
      return { code: "unauthorized", advice: "Check the credentials." };
    case 403:
      return { code: "forbidden", advice: "Check what these credentials may do, and that the product is enabled." };
    case 404:
      return { code: "not-found", advice: "Check the id." };
    case 409:
      return { code: "conflict", advice: "Look at the resource's state first." };
    case 429:
      return { code: "rate-limited", advice: "Send fewer requests." };
    default:
      break;
  }
  if (status >= 400) return { code: "request-rejected", advice: "Correct the request." };
  if (status >= 200 && status < 300)
    return { code: "unexpected-response", advice: "This success is not expected here." };
  return { code: "unexpected-response", advice: "Redirects are not followed: check the base URL." };
}

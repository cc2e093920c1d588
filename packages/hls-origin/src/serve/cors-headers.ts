import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";

/** Which web pages may play: any (`*`), these origins, or only the origin's own (`none`). */
export type CorsOrigins = "*" | "none" | readonly string[];

/** The headers that let a page of another origin read an answer. */
export function corsHeaders(allowed: CorsOrigins, request: IncomingHttpHeaders): OutgoingHttpHeaders {
  if (allowed === "none") return {};
  const shared = { "Access-Control-Expose-Headers": "Content-Length, Content-Range, Date, ETag" };
  if (allowed === "*") return { "Access-Control-Allow-Origin": "*", ...shared };
  const { origin } = request;
  if (origin === undefined || !allowed.includes(origin)) return { Vary: "Origin" };
  return { "Access-Control-Allow-Origin": origin, Vary: "Origin", ...shared };
}

/** The further headers of a preflight's answer. */
export const preflightHeaders: OutgoingHttpHeaders = {
  "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
  "Access-Control-Allow-Headers": "Range, If-None-Match, If-Range, Cache-Control",
  "Access-Control-Max-Age": "86400",
};

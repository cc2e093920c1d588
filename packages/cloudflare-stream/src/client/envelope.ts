import * as z from "zod/mini";

/**
 * Cloudflare's envelope around a result. A `success: false` inside a 200 does not fit, and is then an
 * `unexpected-response`.
 */
export function enveloped<Result extends z.core.$ZodType>(result: Result) {
  return z.object({ success: z.literal(true), result });
}

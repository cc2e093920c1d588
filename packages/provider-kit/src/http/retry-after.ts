/** Larger numbers in `x-ratelimit-reset` are a point in time (Unix seconds), smaller ones a duration. */
const earliestUnixSeconds = 1_000_000_000;

function positive(milliseconds: number): number | undefined {
  return Number.isFinite(milliseconds) ? Math.max(0, Math.round(milliseconds)) : undefined;
}

/**
 * How long the vendor asks to wait: `Retry-After` in seconds or as a date, else, for a 429, `x-ratelimit-reset`.
 * Milliseconds; `undefined` when it does not say.
 */
export function retryAfterMs(status: number, headers: Headers, now: Date): number | undefined {
  const retryAfter = headers.get("retry-after")?.trim();
  if (retryAfter) {
    if (/^\d+(\.\d+)?$/.test(retryAfter)) return positive(Number(retryAfter) * 1000);
    return positive(Date.parse(retryAfter) - now.getTime());
  }
  const reset = headers.get("x-ratelimit-reset")?.trim();
  if (status !== 429 || !reset || !/^\d+(\.\d+)?$/.test(reset)) return undefined;
  const seconds = Number(reset);
  return positive(seconds > earliestUnixSeconds ? seconds * 1000 - now.getTime() : seconds * 1000);
}

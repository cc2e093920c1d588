import { type ErrorCode, HybridStreamError } from "@hybrid-stream/spec";

/** How long a publisher that broke a limit is kept out: encoders reconnect at once. */
const refusalSeconds = 10;

/** Why publishers are turned away for a while. */
export interface Refusal {
  readonly error: HybridStreamError;
  /** By the monotonic clock. */
  readonly until: number;
}

export function refusal(code: ErrorCode, message: string, context: { provider: string; now: number }): Refusal {
  const error = new HybridStreamError({ code, message, provider: context.provider });
  return { error, until: context.now + refusalSeconds * 1000 };
}

import { HybridStreamError } from "@hybrid-stream/spec";

/** The error for a call that its caller gave up. Nothing was sent, or only what is safe to repeat. */
export function givenUp({
  signal,
  provider,
  operation,
}: {
  readonly signal: AbortSignal;
  readonly provider: string;
  readonly operation: string;
}): HybridStreamError {
  const isTimeout = signal.reason instanceof Error && signal.reason.name === "TimeoutError";
  return new HybridStreamError({
    code: isTimeout ? "timeout" : "aborted",
    retry: "safe",
    message: `${operation}: the caller gave it up before it was sent.`,
    provider,
    operation,
  });
}

/** @throws `aborted`, or `timeout` for an `AbortSignal.timeout`, when the caller has given up already. */
export function refuseAborted(request: Parameters<typeof givenUp>[0]): void {
  if (request.signal.aborted) throw givenUp(request);
}

import { type CallContext, HybridStreamError } from "@hybrid-stream/spec";

/** The error for a call that was given up before it was sent. */
export function givenUp(code: "aborted" | "timeout", provider: string, operation: string): HybridStreamError {
  const why = code === "aborted" ? "the caller gave it up" : "its turn in the account's quota did not come in time";
  const message = `${operation}: ${why}. Nothing was sent.`;
  return new HybridStreamError({ code, retry: "safe", message, provider, operation });
}

/** @throws `aborted` (`timeout` for an `AbortSignal.timeout`) when the caller has given up already. */
export function refuseAborted(provider: string, operation: string, { signal }: Pick<CallContext, "signal">): void {
  if (!signal.aborted) return;
  const isTimeout = signal.reason instanceof Error && signal.reason.name === "TimeoutError";
  throw givenUp(isTimeout ? "timeout" : "aborted", provider, operation);
}

/** What others do for this caller as well, but no longer than it cares to wait. @throws as {@link refuseAborted}. */
export async function unlessAborted<Result>(
  work: Promise<Result>,
  provider: string,
  operation: string,
  { signal }: Pick<CallContext, "signal">,
): Promise<Result> {
  // It may fail after this caller has left.
  work.catch(() => {});
  const done = new AbortController();
  const aborted = new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true, signal: done.signal });
  });
  try {
    refuseAborted(provider, operation, { signal });
    const first = await Promise.race([work.then((value) => ({ value })), aborted]);
    if (first) return first.value;
    refuseAborted(provider, operation, { signal });
    return await work;
  } finally {
    done.abort();
  }
}

import { HybridStreamError, toHybridStreamError } from "@hybrid-stream/spec";

interface CallName {
  readonly provider: string;
  readonly operation: string;
}

function abortedError(signal: AbortSignal, name: CallName): HybridStreamError {
  const timedOut = signal.reason instanceof Error && signal.reason.name === "TimeoutError";
  return new HybridStreamError({
    code: timedOut ? "timeout" : "aborted",
    message: timedOut ? "The call did not end within its deadline." : "The call was cancelled before it was done.",
    ...name,
  });
}

/** @throws `aborted` or `timeout` when the call was given up. */
export function requireNotAborted(signal: AbortSignal, name: CallName): void {
  if (signal.aborted) throw abortedError(signal, name);
}

/** What was thrown below, as this provider's error: it names the provider, and a given-up call as such. */
export function callError(thrown: unknown, signal: AbortSignal, name: CallName): HybridStreamError {
  if (signal.aborted && !HybridStreamError.isInstance(thrown)) return abortedError(signal, name);
  const error = toHybridStreamError(thrown, name);
  if (error.provider !== undefined) return error;
  return new HybridStreamError({ ...error.toJSON(), ...name, cause: error.cause });
}

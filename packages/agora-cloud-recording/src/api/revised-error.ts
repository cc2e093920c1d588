import { redact } from "@hybrid-stream/provider-kit";
import { HybridStreamError, type Secret } from "@hybrid-stream/spec";

/** The same error; where the vendor quoted one of these, without it. */
export function withoutSecrets(error: HybridStreamError, secrets: Iterable<Secret>): HybridStreamError {
  const message = redact(error.message, secrets);
  return message === error.message ? error : revised(error, { message });
}

/** The same error, of a call that leaves nothing behind. */
export function safeToRepeat(error: HybridStreamError): HybridStreamError {
  return error.retry === "after-verify" ? revised(error, { retry: "safe" }) : error;
}

function revised(
  error: HybridStreamError,
  change: { readonly message?: string; readonly retry?: "safe" },
): HybridStreamError {
  const { message, code, fault, retry, provider, operation, requestId, retryAfterMs, field, cause } = error;
  return new HybridStreamError({
    message,
    code,
    fault,
    retry,
    provider,
    operation,
    requestId,
    retryAfterMs,
    field,
    cause,
    ...change,
  });
}

import { redact } from "@hybrid-stream/provider-kit";
import { HybridStreamError, type Secret } from "@hybrid-stream/spec";

/** The same error; where the vendor quoted one of these in its message, without it. */
export function withoutSecrets(error: HybridStreamError, secrets: Iterable<Secret>): HybridStreamError {
  const message = redact(error.message, secrets);
  if (message === error.message) return error;
  const { code, fault, retry, provider, operation, requestId, retryAfterMs, field, cause } = error;
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
  });
}

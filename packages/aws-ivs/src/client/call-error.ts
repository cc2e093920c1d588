import { redact } from "@hybrid-stream/provider-kit";
import { errorCodes, HybridStreamError, type Secret } from "@hybrid-stream/spec";
import { meaningOfFault } from "./meaning-of-fault.js";
import type { VendorFault } from "./vendor-fault.js";

/** What an error says about the call that it ended. */
export interface CallIdentity {
  readonly provider: string;
  /** In the contract's words: `getStreamStatus`. */
  readonly operation: string;
  /** In IVS's: `GetStream`. */
  readonly vendorOperation: string;
  readonly kind: "read" | "effect";
}

const longest = 200;
/** A stream key, as IVS writes them: `sk_<region>_<opaque>`. */
const streamKeys = /\bsk_[\w-]+/g;

function quote(words: string, secrets: readonly Secret[]): string {
  // Redacted before it is cut: half a secret would not be found.
  const line = redact(words.replace(streamKeys, "[redacted]"), secrets)
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

/** A read changes nothing, so repeating it is safe where an effect must be looked up first. */
function retryOf(code: keyof typeof errorCodes, kind: CallIdentity["kind"]) {
  const { retry } = errorCodes[code];
  return retry === "after-verify" && kind === "read" ? "safe" : retry;
}

/** The error for a fault. What the SDK threw is not its cause: that may hold the request, its headers and the answer. */
export function errorOfFault(
  fault: VendorFault,
  { provider, operation, vendorOperation, kind }: CallIdentity,
  secrets: readonly Secret[],
): HybridStreamError {
  const { code, advice } = meaningOfFault(fault);
  const said = fault.words === null || fault.status === null ? "" : `, "${quote(fault.words, secrets)}"`;
  const answered = fault.status === null ? "did not answer" : `answered ${fault.status} ${quote(fault.name, secrets)}`;
  return new HybridStreamError({
    code,
    message: `${operation}: IVS ${vendorOperation} ${answered}${said}. ${advice}`,
    retry: retryOf(code, kind),
    provider,
    operation,
    requestId: fault.requestId === undefined ? undefined : quote(fault.requestId, secrets),
    retryAfterMs: fault.retryAfterMs,
  });
}

/** The error for a call that its caller or the deadline ended. */
export function errorOfAbort(
  cause: "timeout" | "aborted",
  { provider, operation, vendorOperation, kind }: CallIdentity,
): HybridStreamError {
  const reason = cause === "timeout" ? "no answer came in time" : "the call was cancelled";
  const message = `${operation}: IVS ${vendorOperation}: ${reason}.`;
  return new HybridStreamError({ code: cause, message, retry: retryOf(cause, kind), provider, operation });
}

/** The error for an answer that lacks what is needed. Names the field, never its value. */
export function errorOfShape(
  { provider, operation, vendorOperation, kind }: CallIdentity,
  field: string,
  requestId: string | undefined,
): HybridStreamError {
  const code = "unexpected-response";
  const message = `${operation}: the answer of IVS ${vendorOperation} has no usable "${field}".`;
  return new HybridStreamError({ code, message, retry: retryOf(code, kind), provider, operation, requestId, field });
}

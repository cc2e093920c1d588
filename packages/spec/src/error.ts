import { type ErrorCode, errorCodes, type Fault, type Retry } from "./error-codes.js";

const marker = Symbol.for("hybrid-stream.error");

/** What {@link HybridStreamError} is made from. A code of a third party names its own `fault` and `retry`. */
export type HybridStreamErrorInit = {
  readonly message: string;
  /** The provider's `id`, when one was involved. */
  readonly provider?: string | undefined;
  /** What was being done, in the contract's words: `startRelay`. */
  readonly operation?: string | undefined;
  /** The vendor's id of the request, to quote in a support case. */
  readonly requestId?: string | undefined;
  /** The vendor's own hint, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** The field of the input that is wrong: `relays[0].url`. */
  readonly field?: string | undefined;
  readonly cause?: unknown;
} & (
  | { readonly code: ErrorCode; readonly fault?: Fault | undefined; readonly retry?: Retry | undefined }
  | { readonly code: string; readonly fault: Fault; readonly retry: Retry }
);

/** The part of an error that is stored, journaled and shown. It holds no secret and no vendor body. */
export interface ErrorSummary {
  code: string;
  fault: Fault;
  retry: Retry;
  message: string;
  provider?: string;
  operation?: string;
  requestId?: string;
  retryAfterMs?: number;
  field?: string;
}

/**
 * The one error class of every Hybrid Stream package. Recognise it with {@link HybridStreamError.isInstance}, which
 * holds across copies of the package, and branch on `code`, `fault` or `retry`.
 */
export class HybridStreamError extends Error {
  readonly [marker] = true;
  readonly code: string;
  readonly fault: Fault;
  readonly retry: Retry;
  readonly provider: string | undefined;
  readonly operation: string | undefined;
  readonly requestId: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly field: string | undefined;

  constructor(init: HybridStreamErrorInit) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause });
    const known = init.code in errorCodes ? errorCodes[init.code as ErrorCode] : undefined;
    this.name = "HybridStreamError";
    this.code = init.code;
    this.fault = init.fault ?? known?.fault ?? "internal";
    this.retry = init.retry ?? known?.retry ?? "never";
    this.provider = init.provider;
    this.operation = init.operation;
    this.requestId = init.requestId;
    this.retryAfterMs = init.retryAfterMs;
    this.field = init.field;
  }

  /** True for an error of this class, also when it comes from another copy of the package. */
  static isInstance(value: unknown): value is HybridStreamError {
    return typeof value === "object" && value !== null && (value as { [marker]?: unknown })[marker] === true;
  }

  /** The storable part. The cause stays behind: it may be anything. */
  toJSON(): ErrorSummary {
    const summary: ErrorSummary = {
      code: this.code,
      fault: this.fault,
      retry: this.retry,
      message: this.message,
    };
    if (this.provider !== undefined) summary.provider = this.provider;
    if (this.operation !== undefined) summary.operation = this.operation;
    if (this.requestId !== undefined) summary.requestId = this.requestId;
    if (this.retryAfterMs !== undefined) summary.retryAfterMs = this.retryAfterMs;
    if (this.field !== undefined) summary.field = this.field;
    return summary;
  }
}

/** Any thrown value as a HybridStreamError: itself when it is one, else wrapped as `internal`. */
export function toHybridStreamError(
  thrown: unknown,
  context: { provider?: string; operation?: string } = {},
): HybridStreamError {
  if (HybridStreamError.isInstance(thrown)) return thrown;
  return new HybridStreamError({
    code: "internal",
    // The message of a foreign error may hold anything, a URL with a key included: only its class is named.
    message: `An unexpected ${thrown instanceof Error ? thrown.name : typeof thrown} was thrown.`,
    ...context,
    cause: thrown,
  });
}

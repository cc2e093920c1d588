import { type ErrorCode, errorCodes, HybridStreamError, type Retry } from "@hybrid-stream/spec";
import { redact } from "../text/redact.js";
import type { Answer, NoAnswer } from "../transport/exchange.js";
import type { ErrorOverride, HttpRequest } from "./http-types.js";
import { parseJson } from "./parse-body.js";
import { retryAfterMs } from "./retry-after.js";
import { meaningOfStatus } from "./status-code.js";
import { vendorMessage } from "./vendor-message.js";

/** What every error of one attempt has in common. */
export interface Attempt {
  readonly provider: string;
  readonly request: HttpRequest;
  readonly secrets: ReadonlySet<string>;
  readonly requestId: string | undefined;
}

/** A read changes nothing, so repeating it is safe where an effect must be looked up first. */
function retryOf(code: ErrorCode, kind: HttpRequest["kind"]): Retry {
  const { retry } = errorCodes[code];
  return retry === "after-verify" && kind === "read" ? "safe" : retry;
}

export function errorOfNoAnswer(
  { code, reason }: NoAnswer,
  { provider, request, requestId }: Attempt,
): HybridStreamError {
  const { operation, kind } = request;
  const message = `${operation}: no answer from ${provider}: ${reason}.`;
  return new HybridStreamError({ code, message, retry: retryOf(code, kind), provider, operation, requestId });
}

export function errorOfBody(
  { problem, field }: { readonly problem: string; readonly field?: string },
  { status }: Answer,
  { provider, request, requestId }: Attempt,
): HybridStreamError {
  const code = "unexpected-response";
  const id = requestId === undefined ? "" : ` Request id: ${requestId}.`;
  return new HybridStreamError({
    code,
    message: `${request.operation}: the body of ${provider}'s answer (${status}) ${problem}.${id}`,
    retry: retryOf(code, request.kind),
    provider,
    operation: request.operation,
    requestId,
    field,
  });
}

export function errorOfStatus(answer: Answer, attempt: Attempt, now: Date): HybridStreamError {
  const { provider, request, secrets, requestId } = attempt;
  const { status, headers } = answer;
  const body = parseJson(answer.text)?.value;
  const override: ErrorOverride | null = request.mapError?.({ status, headers, body }) ?? null;
  const meaning = meaningOfStatus(status);
  const words = vendorMessage(body, secrets);
  const said = words === null ? "" : `, "${words}"`;
  const message = override?.message ? redact(override.message, secrets) : meaning.advice;
  const common = {
    message: `${request.operation}: ${provider} answered ${status}${said}. ${message}`,
    provider,
    operation: request.operation,
    requestId,
    retryAfterMs: override?.retryAfterMs ?? retryAfterMs(status, headers, now),
    field: override?.field,
  };
  const code = override?.code ?? meaning.code;
  const known = code in errorCodes ? (code as ErrorCode) : undefined;
  const retry = override?.retry ?? (known ? retryOf(known, request.kind) : "never");
  const fault = override?.fault ?? (known ? errorCodes[known].fault : "internal");
  return new HybridStreamError({ ...common, code, fault, retry });
}

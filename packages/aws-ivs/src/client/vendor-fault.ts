import * as z from "zod/mini";

/** The part of what the AWS SDK throws that is looked at. The rest may hold the request, so it is left behind. */
export interface VendorFault {
  /** `ConflictException`, `TimeoutError`, `SyntaxError`. */
  readonly name: string;
  /** `null`: there was no answer. */
  readonly status: number | null;
  readonly requestId: string | undefined;
  /** IVS's own words; they may quote anything. */
  readonly words: string | null;
  readonly retryAfterMs: number | undefined;
  /** Of the system, when the connection failed: `ECONNREFUSED`. */
  readonly systemCode: string | null;
  readonly syscall: string | null;
}

const text = z.string();
const fault = z.object({
  name: z.catch(text, "Unknown"),
  code: z.catch(z.nullable(text), null),
  syscall: z.catch(z.nullable(text), null),
  // The SDK's `message` is "UnknownError" where the body has only this one. Source: the fact sheet's measurements.
  exceptionMessage: z.catch(z.nullable(text), null),
  message: z.catch(z.nullable(text), null),
  $metadata: z.catch(z.object({ httpStatusCode: z.optional(z.number()), requestId: z.optional(text) }), {}),
  $response: z.catch(z.object({ headers: z.record(z.string(), z.string()) }), { headers: {} }),
});

const longestPauseMs = 60_000;
/** An answer that the SDK could not read. */
export const unread = /^(Syntax|Type|Range)Error$/;

function retryAfter(headers: Readonly<Record<string, string>>): number | undefined {
  const value = Object.entries(headers).find(([name]) => name.toLowerCase() === "retry-after")?.[1];
  if (value === undefined || !/^\d+(\.\d+)?$/.test(value.trim())) return undefined;
  return Math.min(Number(value) * 1000, longestPauseMs);
}

/** Reads what the AWS SDK threw. */
export function vendorFaultOf(thrown: unknown): VendorFault {
  const read = z.safeParse(fault, thrown);
  if (!read.success) {
    const nothing = { requestId: undefined, words: null, retryAfterMs: undefined, systemCode: null, syscall: null };
    return { name: "Unknown", status: null, ...nothing };
  }
  const { name, code, syscall, exceptionMessage, message, $metadata, $response } = read.data;
  // What could not be parsed is quoted in its error's message, a piece of a key perhaps.
  const isUnread = unread.test(name);
  const words = isUnread ? null : (exceptionMessage ?? (message === "UnknownError" ? null : message));
  return {
    name,
    status: $metadata.httpStatusCode ?? null,
    requestId: $metadata.requestId,
    words,
    retryAfterMs: retryAfter($response.headers),
    systemCode: code,
    syscall,
  };
}

import { type ErrorCode, HybridStreamError } from "@hybrid-stream/spec";

/** An error that names the field and, in its message, the fix. */
export function costError(code: ErrorCode, field: string, message: string): HybridStreamError {
  return new HybridStreamError({ code, field, message });
}

export function shown(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

import { HybridStreamError } from "@hybrid-stream/spec";

/** An argument that is not allowed. The message names it and says what is. */
export function usageError(argument: string, message: string): HybridStreamError {
  return new HybridStreamError({ code: "invalid-options", field: argument, message: `${argument}: ${message}` });
}

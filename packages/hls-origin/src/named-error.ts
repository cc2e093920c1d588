import { HybridStreamError, toHybridStreamError } from "@hybrid-stream/spec";

/** Any thrown value as an error that names this origin and what was asked of it. */
export function namedError(thrown: unknown, context: { provider: string; operation: string }): HybridStreamError {
  const error = toHybridStreamError(thrown, context);
  if (error.provider !== undefined) return error;
  return new HybridStreamError({ ...error.toJSON(), ...context, cause: error.cause });
}

import type { Logger } from "@hybrid-stream/spec";

/** A logger that keeps every line as JSON. */
export function collectLog(): { readonly logger: Logger; readonly lines: string[] } {
  const lines: string[] = [];
  const write = (fields: object, message?: string): void => {
    lines.push(JSON.stringify({ ...fields, message }));
  };
  return { lines, logger: { debug: write, info: write, warn: write, error: write } };
}

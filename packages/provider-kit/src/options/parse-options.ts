import { HybridStreamError } from "@hybrid-stream/spec";
import * as z from "zod/mini";

const english = z.locales.en().localeError;

/** `["relays", 0, "url"]` as `relays[0].url`. */
export function fieldPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    return text === "" ? String(key) : `${text}.${String(key)}`;
  }, "");
}

function isMissing(value: unknown, path: readonly PropertyKey[]): boolean {
  let current = value;
  for (const key of path) {
    if (typeof current !== "object" || current === null) return false;
    current = Reflect.get(current, key);
  }
  return current === undefined;
}

function describe(issue: z.core.$ZodIssue, value: unknown): { field: string; problem: string } {
  if (issue.code === "unrecognized_keys") {
    const field = fieldPath([...issue.path, ...issue.keys.slice(0, 1)]);
    return { field, problem: "is not a known option. Remove it, or correct its spelling." };
  }
  const field = fieldPath(issue.path);
  if (isMissing(value, issue.path)) return { field, problem: "is missing. Set it." };
  if (issue.code === "invalid_union") return { field, problem: "has none of the allowed forms. Correct it." };
  return { field, problem: `has a wrong value: ${issue.message}. Correct it.` };
}

/**
 * Checks what a caller wrote against a schema of `zod/mini`, and returns the schema's output.
 *
 * The message names the option and the fix and never holds the value: it may be a secret.
 *
 * @param context `name` is what the caller called, for the message: `cloudflareStream()`.
 * @throws `invalid-options` with `field`, the path of the first wrong option.
 */
export function parseOptions<Schema extends z.core.$ZodType>(
  schema: Schema,
  value: unknown,
  context: { readonly name: string },
): z.output<Schema> {
  const result = z.safeParse(schema, value, { error: english });
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const { field, problem } = issue ? describe(issue, value) : { field: "", problem: "has a wrong value." };
  throw new HybridStreamError({
    code: "invalid-options",
    message: `${context.name}: ${field === "" ? "the options object" : `option "${field}"`} ${problem}`,
    ...(field === "" ? {} : { field }),
  });
}

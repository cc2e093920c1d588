import * as z from "zod/mini";
import { fieldPath } from "../options/parse-options.js";

/** A body that fits its schema, or what is wrong with it, in words that hold nothing of it. */
export type ParsedBody<Body> = { readonly value: Body } | { readonly problem: string; readonly field?: string };

const longestPath = 120;

/** The JSON in the text; `undefined` for an empty text, `null` as a whole when it is not JSON. */
export function parseJson(text: string | null): { readonly value: unknown } | null {
  if (text === null) return null;
  if (text.trim() === "") return { value: undefined };
  try {
    const value: unknown = JSON.parse(text);
    return { value };
  } catch {
    // Its message quotes the text.
    return null;
  }
}

export function parseBody<Body>(text: string | null, schema: z.core.$ZodType<Body>): ParsedBody<Body> {
  if (text === null) return { problem: "is too large" };
  const json = parseJson(text);
  if (!json) return { problem: text.trimStart().startsWith("<") ? "is a web page, not JSON" : "is not JSON" };
  const result = z.safeParse(schema, json.value);
  if (result.success) return { value: result.data };
  if (json.value === undefined) return { problem: "is empty" };
  const issue = result.error.issues[0];
  const field = fieldPath(issue?.path ?? []).slice(0, longestPath);
  const expected = issue?.code === "invalid_type" ? `, ${issue.expected} expected` : "";
  const place = field === "" ? "as a whole" : `at "${field}"`;
  return {
    problem: `does not fit ${place} (${issue?.code ?? "unknown"}${expected})`,
    ...(field === "" ? {} : { field }),
  };
}

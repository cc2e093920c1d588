import { readFile } from "node:fs/promises";
import * as z from "zod/mini";

/** What a value must look like. Limits count characters for strings, entries for arrays and maps. */
export interface Shape {
  readonly type: "string" | "integer" | "number" | "boolean" | "array" | "object" | "map";
  readonly nullable?: boolean | undefined;
  /** The values that are allowed; others are not. */
  readonly values?: readonly (string | number | boolean)[] | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  /** A regular expression that the whole string fits. */
  readonly pattern?: string | undefined;
  /** Of an array's or map's entries. */
  readonly items?: Shape | undefined;
  /** Of an object: every field that is allowed. Without it, any field is. */
  readonly fields?: Readonly<Record<string, Shape>> | undefined;
  readonly required?: readonly string[] | undefined;
  /** Where this differs from what the vendor publishes, or is known from elsewhere: why. */
  readonly why?: string | undefined;
}

const shapeSchema: z.ZodMiniType<Shape> = z.strictObject({
  type: z.enum(["string", "integer", "number", "boolean", "array", "object", "map"]),
  nullable: z.optional(z.boolean()),
  values: z.optional(z.array(z.union([z.string(), z.number(), z.boolean()]))),
  minimum: z.optional(z.number()),
  maximum: z.optional(z.number()),
  pattern: z.optional(z.string()),
  items: z.optional(z.lazy(() => shapeSchema)),
  fields: z.optional(
    z.record(
      z.string(),
      z.lazy(() => shapeSchema),
    ),
  ),
  required: z.optional(z.array(z.string())),
  why: z.optional(z.string()),
});

const operationSchema = z.strictObject({
  name: z.string(),
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]),
  host: z.string(),
  /** `{name}` stands for one part of the path. */
  path: z.string(),
  query: z.optional(shapeSchema),
  /** Headers of the operation's own; lower case. */
  headers: z.optional(shapeSchema),
  /** Left out: no body, or an empty object. */
  body: z.optional(shapeSchema),
  /** `model`: the vendor's machine-readable contract; `guide`: its documentation or its own SDK. */
  source: z.enum(["model", "guide"]),
});

const contractSchema = z.strictObject({ vendor: z.string(), operations: z.array(operationSchema) });

/** One call that a vendor offers. */
export type ContractOperation = z.output<typeof operationSchema>;

/** What a vendor's service takes, as far as this project uses it. */
export type Contract = z.output<typeof contractSchema>;

/** Reads a contract of this folder. */
export async function readContract(name: "cloudflare-stream" | "aws-ivs" | "mux"): Promise<Contract> {
  const text = await readFile(new URL(`${name}.json`, import.meta.url), "utf8");
  return z.parse(contractSchema, JSON.parse(text));
}

import { readFile } from "node:fs/promises";
import { checkValue } from "./check-value.js";

const types = ["string", "integer", "number", "boolean", "array", "object", "map"] as const;
const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

/** What a value must look like. Limits count characters for strings, entries for arrays and maps. */
export interface Shape {
  readonly type: (typeof types)[number];
  readonly nullable?: boolean;
  /** The values that are allowed; others are not. */
  readonly values?: readonly (string | number | boolean)[];
  readonly minimum?: number;
  readonly maximum?: number;
  /** A regular expression that the whole string fits. */
  readonly pattern?: string;
  /** Of an array's or map's entries. */
  readonly items?: Shape;
  /** Of an object: every field that is allowed. Without it, any field is. */
  readonly fields?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  /** Where this differs from what the vendor publishes, or is known from elsewhere: why. */
  readonly why?: string;
}

/** One call that a vendor offers. */
export interface ContractOperation {
  readonly name: string;
  readonly method: (typeof methods)[number];
  readonly host: string;
  /** `{name}` stands for one part of the path. */
  readonly path: string;
  readonly query?: Shape;
  /** Headers of the operation's own; lower case. */
  readonly headers?: Shape;
  /** Left out: no body, or an empty object. */
  readonly body?: Shape;
  /** `model`: the vendor's machine-readable contract; `guide`: its documentation or its own SDK. */
  readonly source: "model" | "guide";
}

/** What a vendor's service takes, as far as this project uses it. */
export interface Contract {
  readonly vendor: string;
  readonly operations: readonly ContractOperation[];
}

const text: Shape = { type: "string" };
const aShape: Shape = {
  type: "object",
  required: ["type"],
  fields: {
    type: { type: "string", values: types },
    nullable: { type: "boolean" },
    values: { type: "array" },
    minimum: { type: "number" },
    maximum: { type: "number" },
    pattern: text,
    required: { type: "array", items: text },
    why: text,
    // A shape holds shapes.
    get items(): Shape {
      return aShape;
    },
    get fields(): Shape {
      return { type: "map", items: aShape };
    },
  },
};
const anOperation: Shape = {
  type: "object",
  required: ["name", "method", "host", "path", "source"],
  fields: {
    name: text,
    method: { type: "string", values: methods },
    host: text,
    path: text,
    query: aShape,
    headers: aShape,
    body: aShape,
    source: { type: "string", values: ["model", "guide"] },
  },
};
const aContract: Shape = {
  type: "object",
  required: ["vendor", "operations"],
  fields: { vendor: text, operations: { type: "array", items: anOperation } },
};

/** A contract is described in its own words. */
export const contractProblems = (value: unknown): string[] => checkValue(value, aContract, "contract");
const isContract = (value: unknown): value is Contract => contractProblems(value).length === 0;

/** Reads a contract of this folder. */
export async function readContract(name: "cloudflare-stream" | "aws-ivs" | "mux"): Promise<Contract> {
  const value: unknown = JSON.parse(await readFile(new URL(`${name}.json`, import.meta.url), "utf8"));
  if (isContract(value)) return value;
  throw new TypeError(`${name}.json: ${contractProblems(value).join("; ")}`);
}

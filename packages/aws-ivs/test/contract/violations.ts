import * as z from "zod/mini";
import type { AnsweredRequest } from "../../src/simulator.js";
import operations from "./ivs-operations.json" with { type: "json" };

interface Shape {
  readonly type: string;
  readonly required?: boolean | undefined;
  readonly pattern?: string | undefined;
  readonly values?: readonly string[] | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly members?: Readonly<Record<string, Shape>> | undefined;
  readonly of?: Shape | undefined;
}

const shape: z.ZodMiniType<Shape> = z.object({
  type: z.string(),
  required: z.optional(z.boolean()),
  pattern: z.optional(z.string()),
  values: z.optional(z.array(z.string())),
  min: z.optional(z.number()),
  max: z.optional(z.number()),
  get members() {
    return z.optional(z.record(z.string(), shape));
  },
  get of() {
    return z.optional(shape);
  },
});
const contract = z.parse(
  z.record(z.string(), z.object({ method: z.string(), path: z.string(), success: z.number(), input: shape })),
  operations,
);

/** Where a value differs from its shape. */
function differences(value: unknown, { type, pattern, values, min, max, members, of }: Shape, at: string): string[] {
  const size = typeof value === "string" || Array.isArray(value) ? value.length : Number(value);
  const isOutside = (min !== undefined && size < min) || (max !== undefined && size > max);
  switch (type) {
    case "object": {
      if (typeof value !== "object" || value === null) return [`${at} is no object`];
      const known = members ?? {};
      return [
        ...Object.keys(value).flatMap((name) => (name in known ? [] : [`${at}.${name} is not known`])),
        ...Object.entries(known).flatMap(([name, member]) => {
          const inner: unknown = Reflect.get(value, name);
          if (inner === undefined) return member.required === true ? [`${at}.${name} is missing`] : [];
          return differences(inner, member, `${at}.${name}`);
        }),
      ];
    }
    case "list":
      if (!Array.isArray(value) || isOutside || of === undefined) return [`${at} is no such list`];
      return value.flatMap((item, index) => differences(item, of, `${at}[${index}]`));
    case "map": {
      const isMap =
        typeof value === "object" && value !== null && Object.values(value).every((each) => typeof each === "string");
      return isMap ? [] : [`${at} is no map`];
    }
    case "string": {
      const fits =
        typeof value === "string" &&
        (values?.includes(value) ?? true) &&
        (pattern === undefined || new RegExp(pattern).test(value));
      return fits && !isOutside ? [] : [`${at} is no such string`];
    }
    case "integer":
      return Number.isInteger(value) && !isOutside ? [] : [`${at} is no such integer`];
    default:
      return typeof value === type ? [] : [`${at} is no ${type}`];
  }
}

/** What a request has against the contract, and its success too. */
export function violations({ operation, method, path, input, status }: AnsweredRequest): string[] {
  if (operation === "GetMetricData") return [];
  const known = contract[operation];
  if (!known) return [`${operation} is not in the contract`];
  const success = status !== null && status < 300 && status !== known.success ? [`answered ${status}`] : [];
  const place = method === known.method && path === known.path ? [] : [`${method} ${path}`];
  return [...place, ...success, ...differences(input ?? {}, known.input, "input")].map(
    (each) => `${operation}: ${each}`,
  );
}

import type { Shape } from "./contract-schema.js";

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function isOfType(value: unknown, type: Shape["type"]): boolean {
  if (type === "integer") return Number.isInteger(value);
  if (type === "array") return Array.isArray(value);
  if (type === "object" || type === "map") return isRecord(value);
  return typeof value === type;
}

/** The number that a shape's limits are about. */
function sizeOf(value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value === "string") return value.length;
  if (Array.isArray(value)) return value.length;
  return isRecord(value) ? Object.keys(value).length : Number.NaN;
}

/** What is wrong with a value, each with the place where it is. */
export function checkValue(value: unknown, shape: Shape, place: string): string[] {
  if (value === null && shape.nullable === true) return [];
  if (!isOfType(value, shape.type)) return [`${place} must be of type ${shape.type}`];
  const problems: string[] = [];
  const size = sizeOf(value);
  if (shape.minimum !== undefined && size < shape.minimum) problems.push(`${place} is below ${shape.minimum}`);
  if (shape.maximum !== undefined && size > shape.maximum) problems.push(`${place} is above ${shape.maximum}`);
  if (shape.values !== undefined && !shape.values.some((allowed) => allowed === value)) {
    problems.push(`${place} must be one of ${shape.values.join(", ")}`);
  }
  if (shape.pattern !== undefined && typeof value === "string" && !new RegExp(`^(?:${shape.pattern})$`).test(value)) {
    problems.push(`${place} does not fit its pattern`);
  }
  return [...problems, ...entriesOf(value, shape, place)];
}

function entriesOf(value: unknown, { items, fields, required = [] }: Shape, place: string): string[] {
  const problems: string[] = [];
  if (Array.isArray(value)) {
    if (items) problems.push(...value.flatMap((each, index) => checkValue(each, items, `${place}[${index}]`)));
  } else if (isRecord(value)) {
    for (const [name, each] of Object.entries(value)) {
      const field = fields?.[name] ?? items;
      if (field) problems.push(...checkValue(each, field, `${place}.${name}`));
      else if (fields) problems.push(`${place}.${name} is not a field that the vendor knows`);
    }
    for (const name of required) if (value[name] === undefined) problems.push(`${place}.${name} is missing`);
  }
  return problems;
}

import { costError, shown } from "../errors.js";
import { type PicoUsd, parseUsd } from "../money/pico-usd.js";

/** Says that a book is wrong: where, and how it should be. */
export function refuseBook(field: string, message: string): never {
  throw costError("invalid-price-book", field, `Price book, ${field}: ${message}`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object with none but the allowed keys. */
export function readObject(value: unknown, field: string, keys?: readonly string[]): Readonly<Record<string, unknown>> {
  if (!isRecord(value)) return refuseBook(field, `must be an object; got ${shown(value)}.`);
  const unknown = Object.keys(value).find((key) => keys !== undefined && !keys.includes(key));
  if (unknown !== undefined) refuseBook(`${field}.${unknown}`, `is not known. Known are ${keys?.join(", ")}.`);
  return value;
}

export function readList(value: unknown, field: string): readonly unknown[] {
  return Array.isArray(value) ? value : refuseBook(field, `must be a list; got ${shown(value)}.`);
}

export function readText(value: unknown, field: string): string {
  return typeof value === "string" && value !== ""
    ? value
    : refuseBook(field, `must be a text that is not empty; got ${shown(value)}.`);
}

export function readOptionalText(value: unknown, field: string): string | undefined {
  return value === undefined ? undefined : readText(value, field);
}

export function readFlag(value: unknown, field: string): boolean {
  if (value === undefined) return false;
  return typeof value === "boolean" ? value : refuseBook(field, `must be true or false; got ${shown(value)}.`);
}

export function readOneOf<const T extends string>(value: unknown, field: string, allowed: readonly [T, ...T[]]): T {
  if (value === undefined) return allowed[0];
  const found = allowed.find((one) => one === value);
  return found ?? refuseBook(field, `must be one of ${allowed.join(", ")}; got ${shown(value)}.`);
}

export function readCount(value: unknown, field: string, minimum = 1): bigint {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= minimum) return BigInt(value);
  return refuseBook(field, `must be a whole number of at least ${minimum}; got ${shown(value)}.`);
}

export function readUsd(value: unknown, field: string): PicoUsd {
  const amount = typeof value === "string" ? parseUsd(value) : null;
  if (amount !== null && amount >= 0n) return amount;
  return refuseBook(field, `must be dollars as a decimal text like "3.99", not below zero; got ${shown(value)}.`);
}

/** A day like `2026-11-23`. */
export function readDate(value: unknown, field: string): string {
  const text = readText(value, field);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))) return text;
  return refuseBook(field, `must be a date like 2026-11-23; got ${shown(text)}.`);
}

export function readOptionalDate(value: unknown, field: string): string | undefined {
  return value === undefined ? undefined : readDate(value, field);
}

/** The values of an object, each read by `read`. Nothing where there is no object. */
export function readMap<T>(
  value: unknown,
  field: string,
  read: (value: unknown, field: string, key: string) => T,
): ReadonlyMap<string, T> {
  const entries = value === undefined ? [] : Object.entries(readObject(value, field));
  return new Map(entries.map(([key, one]) => [key, read(one, `${field}.${key}`, key)]));
}

export const millisecondsPerMinute = 60_000n;
export const millisecondsPerHour = 3_600_000n;
/** A server's month: 730 hours, as vendors count it. */
export const millisecondsPerMonth = 730n * millisecondsPerHour;
/** Decimal, as CDNs bill. */
export const bytesPerGigabyte = 1_000_000_000n;

/** How many base units one unit has: milliseconds for time, bytes for data, and requests and pieces as they are. */
const sizes: Readonly<Record<string, bigint>> = {
  second: 1_000n,
  minute: millisecondsPerMinute,
  hour: millisecondsPerHour,
  "minute-month": millisecondsPerMinute,
  month: millisecondsPerMonth,
  GB: bytesPerGigabyte,
  "GB-month": bytesPerGigabyte,
  request: 1n,
  package: 1n,
};

/** The names that the unit of a price may end in. */
export const unitNames: readonly string[] = Object.keys(sizes);

/** The kind of a unit like `delivered-minute`: what stands at its end. `null` when it is none that is known. */
export function kindOfUnit(unit: string): string | null {
  const found = unitNames.filter((name) => unit === name || unit.endsWith(`-${name}`));
  return found.sort((a, b) => b.length - a.length)[0] ?? null;
}

/** Base units in one `unit`, or `null` for a unit that is not known. */
export function sizeOfUnit(unit: string): bigint | null {
  const kind = kindOfUnit(unit);
  return kind === null ? null : (sizes[kind] ?? null);
}

/** True for units that are counted in milliseconds. */
export function isTime(unit: string): boolean {
  return !["GB", "GB-month", "request", "package"].includes(kindOfUnit(unit) ?? "");
}

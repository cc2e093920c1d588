import type { Reading } from "./readings.js";
import type { SoakResult } from "./run-soak.js";
import { limits } from "./verdict.js";

const mib = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
const total = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

const lines: readonly [string, (reading: Reading) => string][] = [
  ["handles", (reading) => String(total(reading.handles))],
  ["open descriptors", (reading) => String(reading.descriptors)],
  ["child processes", (reading) => String(reading.children)],
  ["files of the origin", (reading) => String(reading.files)],
  ["records of the origin", (reading) => String(reading.records)],
  ["memory (RSS)", (reading) => mib(reading.residentBytes)],
  ["heap after collection", (reading) => mib(reading.heapBytes)],
];

/** The result as a table of at most 80 columns, and what follows from it. */
export function printSoak(result: SoakResult): string {
  const first = result.afterCycles[0] ?? result.before;
  const last = result.afterCycles.at(-1) ?? result.before;
  const columns = [result.before, result.live, first, last, result.closed.after];
  const row = (name: string, cells: readonly string[]): string =>
    name.padEnd(23) + cells.map((cell) => cell.padStart(11)).join("");
  const growth =
    result.growth === null
      ? "Memory was not judged: that takes more cycles (see --help)."
      : `Per channel and cycle: heap ${result.growth.heapKiBPerShow.toFixed(1)} KiB (at most ${limits.heapKiBPerShow}), RSS ${result.growth.residentKiBPerShow.toFixed(1)} KiB (at most ${limits.residentKiBPerShow}).`;
  return [
    row("", ["before", "live", "1st cycle", "last cycle", "closed"]),
    ...lines.map(([name, show]) => row(name, columns.map(show))),
    growth,
    ...(result.leaks.length === 0 ? ["Nothing stays behind."] : result.leaks.map((leak) => `LEAK ${leak}`)),
  ].join("\n");
}

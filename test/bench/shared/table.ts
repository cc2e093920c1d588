import { type Figure, isMet } from "./measure.js";

/** Short, and exact enough to compare: three significant digits. */
function shown(value: number): string {
  if (value === 0) return "0";
  const digits = Math.max(0, Math.min(3, 2 - Math.floor(Math.log10(Math.abs(value)))));
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** The cells of a figure: name, median, noise, goal, verdict. */
export function cellsOf(figure: Figure): string[] {
  const { value, goal, unit, name } = figure;
  const met = isMet(figure);
  const noise = value.runs === 1 ? "1 run" : `${shown(value.min)}–${shown(value.max)}`;
  const wanted = goal === null ? "" : "atMost" in goal ? `≤ ${shown(goal.atMost)}` : `≥ ${shown(goal.atLeast)}`;
  return [name, `${shown(value.median)} ${unit}`, noise, wanted, met === null ? "" : met ? "met" : "MISSED"];
}

export const heading = ["Figure", "Median", "Noise (min–max)", "Goal", "Met"];
const widths = [33, 13, 15, 8, 6];

/** A row for a terminal of 80 columns; a cell that is too long pushes the others. */
export function row(cells: readonly string[]): string {
  return cells
    .map((cell, index) => cell.padEnd(widths[index] ?? 0))
    .join(" ")
    .trimEnd();
}

/** A note in lines of at most 80 columns, indented under its table. */
export function wrapped(note: string): string {
  return note.replaceAll(/(?=\S)(.{1,76})(?: |$)/g, "  $1\n").trimEnd();
}

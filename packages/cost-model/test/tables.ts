import type { PresetName, Scenario } from "../src/index.js";

/** Rows of a printed table: viewers, then one figure per column. */
export function readTable(text: string): { viewers: number; figures: string[] }[] {
  return text
    .trim()
    .split("\n")
    .map((line) => {
      const [viewers = "", ...figures] = line.replaceAll(",", "").trim().split(/\s+/);
      return { viewers: Number(viewers), figures };
    });
}

/** One case per cell, to be run with `it.each`. */
export function cellsOf(
  text: string,
  columns: readonly (PresetName | Partial<Scenario>)[],
): { name: string; viewers: number; scenario: Partial<Scenario>; printed: string }[] {
  return readTable(text).flatMap(({ viewers, figures }) =>
    columns.map((column, index) => {
      const scenario = typeof column === "string" ? { architecture: column } : column;
      const name = `${JSON.stringify(column)} with ${viewers} viewers`;
      return { name, viewers, scenario, printed: figures[index] ?? "" };
    }),
  );
}

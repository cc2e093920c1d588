import { readFileSync, writeFileSync } from "node:fs";
import type { Findings } from "./shared/measure.js";
import { cellsOf, heading } from "./shared/table.js";

const file = "docs/benchmarks.md";
const begin = "<!-- bench:begin -->";
const end = "<!-- bench:end -->";

/** One measure and what it found. */
export interface Measured {
  readonly name: string;
  readonly what: string;
  readonly findings: Findings;
}

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

function section({ name, what, findings }: Measured): string[] {
  const head = [`### ${name}`, "", `${what[0]?.toUpperCase() ?? ""}${what.slice(1)}.`, ""];
  if ("skipped" in findings) return [...head, `Skipped: ${findings.skipped}.`, ""];
  const rows = findings.figures.map((figure) => line(cellsOf(figure)));
  return [
    ...[...head, line(heading), line(["---", "--:", "--:", "--:", "---"]), ...rows, ""],
    ...findings.notes.flatMap((note) => [note, ""]),
    ...["```sh", `npm run bench -- --only ${name}`, "```", ""],
  ];
}

/** Puts the figures between the two marks of `docs/benchmarks.md`; what people wrote around them stays. */
export function writeReport(machine: readonly string[], measured: readonly Measured[]): void {
  const text = readFileSync(file, "utf8");
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`${file} has no marks ${begin} and ${end} to write between.`);
  const date = new Date().toISOString().slice(0, 10);
  const body = [
    ...["", `Measured on ${date}.`, "", ...machine.map((fact) => `- ${fact}`), ""],
    ...measured.flatMap(section),
  ];
  writeFileSync(file, `${text.slice(0, from + begin.length)}\n${body.join("\n").trimEnd()}\n\n${text.slice(to)}`);
}

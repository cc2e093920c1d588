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
  /** Of the minute before it began: 1 is one busy core. */
  readonly load: number;
  readonly findings: Findings;
}

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

function sectionOf({ name, what, load, findings }: Measured): string {
  const date = new Date().toISOString().slice(0, 10);
  const head = [`### ${name}`, "", `${what[0]?.toUpperCase() ?? ""}${what.slice(1)}.`, ""];
  if ("skipped" in findings) return [...head, `Skipped: ${findings.skipped}.`].join("\n");
  const rows = findings.figures.map((figure) => line(cellsOf(figure)));
  return [
    ...[...head, line(heading), line(["---", "--:", "--:", "--:", "---"]), ...rows, ""],
    ...findings.notes.flatMap((note) => [note, ""]),
    `Measured on ${date}; load of the machine as it began: ${load.toFixed(1)} (1 is one busy core).`,
    ...["", "```sh", `npm run bench -- --only ${name}`, "```"],
  ].join("\n");
}

/** The sections that stand there, by name. */
function readSections(text: string): Map<string, string> {
  const parts = text.split(/^(?=### )/m).filter((part) => part.startsWith("### "));
  return new Map(parts.map((part) => [part.slice(4, part.indexOf("\n")), part.trim()]));
}

/**
 * Puts the figures between the two marks of `docs/benchmarks.md`, in the order of `names`. Sections of measures that
 * were not run now stay, and so does what people wrote around the marks.
 */
export function writeReport(machine: readonly string[], measured: readonly Measured[], names: readonly string[]): void {
  const text = readFileSync(file, "utf8");
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`${file} has no marks ${begin} and ${end} to write between.`);
  const sections = readSections(text.slice(from, to));
  for (const one of measured) sections.set(one.name, sectionOf(one));
  const inOrder = names.map((name) => sections.get(name)).filter((section) => section !== undefined);
  const body = [machine.map((fact) => `- ${fact}`).join("\n"), ...inOrder].join("\n\n");
  writeFileSync(file, `${text.slice(0, from + begin.length)}\n\n${body}\n\n${text.slice(to)}`);
}

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import type { MarkdownBlock } from "./markdown-blocks.js";

/** The text of a TypeScript module that was put together from the blocks of one Markdown file. */
export interface MarkdownProgram {
  readonly file: string;
  readonly line: number;
  readonly run: boolean;
  /** Its lines have the numbers that they have in the Markdown file. */
  readonly text: string;
}

const hasImport = (block: MarkdownBlock): boolean => block.lines.some((line) => /^import\b/.test(line));

/**
 * The programs that the `ts` and `ts run` blocks of one file make up. A block without an import goes on from the `ts`
 * blocks above it, in an inner scope, so that it may use their names and may also declare them anew.
 */
export function programsOf(blocks: readonly MarkdownBlock[]): MarkdownProgram[] {
  const groups: MarkdownBlock[][] = [];
  for (const block of blocks) {
    const last = groups.at(-1);
    if (!last || block.info === "ts run" || hasImport(block)) groups.push([block]);
    else last.push(block);
  }
  return groups.flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const base = { file: first.file, line: first.line };
    const whole = { ...base, run: false, text: joinBlocks(group) };
    return first.info === "ts run"
      ? [{ ...base, run: true, text: joinBlocks([first]) }, ...(group.length > 1 ? [whole] : [])]
      : [whole];
  });
}

function joinBlocks(blocks: readonly MarkdownBlock[]): string {
  const lines: string[] = [];
  blocks.forEach((block, position) => {
    while (lines.length < block.line - 1) lines.push("");
    lines.push(position === 0 ? "export {};" : "{", ...block.lines);
  });
  return `${lines.join("\n")}\n${"}".repeat(blocks.length - 1)}\n`;
}

/** Writes the programs into `folder` and returns the path of each. */
export function writePrograms(folder: string, programs: readonly MarkdownProgram[]): Map<string, MarkdownProgram> {
  mkdirSync(folder, { recursive: true });
  return new Map(
    programs.map((program, index) => {
      // `.mts`: TypeScript looks for no package.json above a folder in node_modules, so `type` cannot say it.
      const path = join(folder, `${program.file.replaceAll(/[^\w.-]+/g, "-")}-${index}.mts`);
      writeFileSync(path, program.text);
      return [path, program];
    }),
  );
}

/** Type-checks all programs in one go, as strictly as the project itself. One line for each problem. */
export function typeProblems(programs: ReadonlyMap<string, MarkdownProgram>): Map<MarkdownProgram, string[]> {
  const config = ts.readConfigFile("tsconfig.json", ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(
    { ...config.config, include: [], files: [] },
    ts.sys,
    process.cwd(),
  );
  // Examples may show code for the viewer's browser.
  const lib = [...(options.lib ?? []), "lib.dom.d.ts", "lib.dom.iterable.d.ts"];
  const compiled = ts.createProgram([...programs.keys()], { ...options, lib, noEmit: true });
  return new Map(
    [...programs].map(([path, program]) => {
      const diagnostics = ts.getPreEmitDiagnostics(compiled, compiled.getSourceFile(path));
      return [program, diagnostics.map((diagnostic) => describe(program, diagnostic))];
    }),
  );
}

function describe(program: MarkdownProgram, { file, start = 0, messageText }: ts.Diagnostic): string {
  const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : program.line;
  return `${program.file}:${line}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
}

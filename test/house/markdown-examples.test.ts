import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { trackedFiles } from "../../scripts/tracked-files.js";
import { type MarkdownBlock, readBlocks } from "./markdown-blocks.js";
import { programsOf, typeProblems, writePrograms } from "./markdown-programs.js";
import { shellProblems } from "./shell-commands.js";

/** How a block may be marked. What stands in the last line is for reading, and nothing can check it. */
const checked = ["ts", "ts run", "json", "sh"];
const readOnly = ["text", "mermaid", "html", "nginx", "http"];

const isTypeScript = ({ info }: MarkdownBlock): boolean => info === "ts" || info === "ts run";
const at = ({ file, line }: { file: string; line: number }): string => `${file}:${line}`;

// Inside node_modules, so that the examples find the packages as a reader's project does.
mkdirSync("node_modules/.cache", { recursive: true });
const folder = mkdtempSync(join(process.cwd(), "node_modules/.cache/markdown-examples-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const markdownFiles = trackedFiles().filter((file) => file.endsWith(".md"));
const blocks = markdownFiles.flatMap(readBlocks);
const programs = writePrograms(
  folder,
  markdownFiles.flatMap((file) => programsOf(blocks.filter((block) => block.file === file && isTypeScript(block)))),
);

describe("the code blocks of the documentation", () => {
  it("say what they are", () => {
    const strange = blocks.filter(({ info }) => !checked.includes(info) && !readOnly.includes(info));
    expect(strange.map((block) => `${at(block)}: marked "${block.info}"`)).toEqual([]);
  });

  it("fit the types of the packages", () => {
    expect(programs.size).toBeGreaterThan(0);
    expect([...typeProblems(programs).values()].flat()).toEqual([]);
  }, 120_000);

  it("parse, where they are JSON", () => {
    for (const block of blocks.filter(({ info }) => info === "json")) {
      expect(() => JSON.parse(block.lines.join("\n")), at(block)).not.toThrow();
    }
  });

  it("show only commands that work", () => {
    expect(blocks.filter(({ info }) => info === "sh").flatMap(shellProblems)).toEqual([]);
  });

  const runnable = [...programs].filter(([, program]) => program.run);
  for (const [path, program] of runnable) {
    it(`run to a good end: ${at(program)}`, async () => {
      const node = ["--conditions=@hybrid-stream/source", "--import", import.meta.resolve("tsx"), path];
      // Rejects, with what the program printed, when it ends badly or does not end.
      await promisify(execFile)(process.execPath, node, { cwd: folder, timeout: 60_000, killSignal: "SIGKILL" });
    }, 70_000);
  }
});

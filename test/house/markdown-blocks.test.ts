import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parseBlocks } from "./markdown-blocks.js";
import { programsOf, typeProblems, writePrograms } from "./markdown-programs.js";
import { shellProblems } from "./shell-commands.js";

const fence = "```";

it("finds blocks with their line, also indented and inside longer fences", () => {
  const text = `a\n${fence}ts\nlet a;\n${fence}\n- b\n  ${fence}sh\n  npm ci\n  ${fence}\n~~~~text\n${fence}ts\n~~~~\n`;
  expect(parseBlocks("a.md", text)).toEqual([
    { file: "a.md", line: 2, info: "ts", lines: ["let a;"] },
    { file: "a.md", line: 6, info: "sh", lines: ["npm ci"] },
    { file: "a.md", line: 9, info: "text", lines: [`${fence}ts`] },
  ]);
});

it("reports a mistake in an example at its line of the Markdown file, and lets a block go on from the one above", () => {
  const markdown = [
    `${fence}ts`,
    'import { Secret } from "@hybrid-stream/spec";',
    'const key = new Secret("k");',
    fence,
    `${fence}ts`,
    "const length: number = key.reveal();",
    fence,
    `${fence}ts`,
    "const length = key.reveal().length + missing;",
    fence,
  ].join("\n");
  const folder = mkdtempSync(join(process.cwd(), "node_modules/.cache-markdown-blocks-"));
  try {
    const programs = writePrograms(folder, programsOf(parseBlocks("a.md", markdown)));
    expect([...typeProblems(programs).values()].flat()).toEqual([
      "a.md:6: Type 'string' is not assignable to type 'number'.",
      "a.md:9: Cannot find name 'missing'.",
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);

it("knows which commands can work", () => {
  const lines = [
    "# comment",
    "npm ci && npm run demo",
    "npm run nothing",
    "npm install @hybrid-stream/nothing",
    "rm -rf /",
  ];
  expect(shellProblems({ file: "a.md", line: 1, info: "sh", lines })).toEqual([
    'a.md:1: "npm run nothing": package.json has no script "nothing"',
    'a.md:1: "npm install @hybrid-stream/nothing": no such package: @hybrid-stream/nothing',
    'a.md:1: no rule allows "rm -rf /"',
  ]);
});

import { existsSync, readFileSync } from "node:fs";
import { packageNames } from "../../scripts/packages.js";
import type { MarkdownBlock } from "./markdown-blocks.js";

interface Rule {
  readonly pattern: RegExp;
  /** What is wrong with a command that the pattern fits; `undefined` when nothing is. */
  readonly problem?: (match: RegExpExecArray) => string | undefined;
}

const scripts: Record<string, string> = JSON.parse(readFileSync("package.json", "utf8")).scripts;
const published = packageNames().map((name) => `@hybrid-stream/${name}`);

/** The commands that documentation may show. */
const rules: readonly Rule[] = [
  { pattern: /^npm (ci|test)$/ },
  {
    pattern: /^npm run ([\w:-]+)( -- .+)?$/,
    problem: ([, script = ""]) => (script in scripts ? undefined : `package.json has no script "${script}"`),
  },
  {
    pattern: /^npm (?:install|i)((?: (?:-D|--save-dev))?(?: [@\w./-]+)*)$/,
    problem: ([, names = ""]) => {
      const unknown = names
        .split(" ")
        .filter((name) => name.startsWith("@hybrid-stream/") && !published.includes(name));
      return unknown.length > 0 ? `no such package: ${unknown.join(", ")}` : undefined;
    },
  },
  {
    pattern: /^npx ([\w-]+)( .+)?$/,
    problem: ([, program = ""]) =>
      existsSync(`node_modules/.bin/${program}`) ? undefined : `"${program}" is not a program of the project`,
  },
  { pattern: /^export [A-Z_][A-Z0-9_]*=\S+$/ },
  { pattern: /^cd [\w./-]+$/ },
  { pattern: /^git clone \S+$/ },
  { pattern: /^(sudo )?apt-get install (-y )?(ffmpeg|chromium)$/ },
  { pattern: /^brew install ffmpeg$/ },
  { pattern: /^(curl|ffmpeg|ffplay|ffprobe) .+$/ },
];

/** One line for each command of a `sh` block that is not allowed or cannot work. */
export function shellProblems(block: MarkdownBlock): string[] {
  const commands = block.lines
    .join("\n")
    .replaceAll(/\\\n\s*/g, " ")
    .split(/\n|&&/)
    .map((command) => command.replace(/(^|\s)#.*$/, "").trim())
    .map((command) => command.replace(/^([A-Z_][A-Z0-9_]*=\S+ )+/, ""))
    .filter((command) => command !== "");
  return commands.flatMap((command) => {
    const problems = rules.flatMap(({ pattern, problem }) => {
      const match = pattern.exec(command);
      return match ? [problem?.(match)] : [];
    });
    if (problems.length === 0) return [`${block.file}:${block.line}: no rule allows "${command}"`];
    return problems[0] === undefined ? [] : [`${block.file}:${block.line}: "${command}": ${problems[0]}`];
  });
}

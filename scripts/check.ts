import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { packageNames } from "./packages.js";

interface Step {
  readonly name: string;
  readonly what: string;
  /** Run one after the other. */
  readonly commands: readonly string[][];
  /** The step that must have succeeded before this one starts. */
  readonly after?: string;
}

const folders = packageNames().map((name) => `packages/${name}`);

const steps: readonly Step[] = [
  { name: "build", what: "build what is missing or stale", commands: [["tsx", "scripts/build-if-stale.ts"]] },
  { name: "types", what: "tsc over everything", commands: [["tsc", "--noEmit"]] },
  { name: "lint", what: "Biome: lint and format", commands: [["biome", "check", "."]] },
  { name: "words", what: "no registry host, machine path or key", commands: [["tsx", "scripts/check-words.ts"]] },
  { name: "imports", what: "arrows and declared dependencies", commands: [["tsx", "scripts/check-imports.ts"]] },
  { name: "knip", what: "nothing unused, nothing undeclared", commands: [["knip", "--no-progress"]] },
  {
    name: "publint",
    what: "packages are published right",
    commands: folders.map((folder) => ["publint", folder, "--strict"]),
    after: "build",
  },
  {
    name: "attw",
    what: "types resolve as ESM and CommonJS",
    commands: folders.map((folder) => [
      "attw",
      "--profile",
      "node16",
      "--no-color",
      "--format",
      "ascii",
      "--pack",
      folder,
    ]),
    after: "build",
  },
];

interface Outcome {
  readonly name: string;
  readonly state: "ok" | "failed" | "left out";
  readonly output: string;
}

function run([program = "", ...args]: readonly string[]): Promise<{ passed: boolean; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(join("node_modules/.bin", program), args, { stdio: ["ignore", "pipe", "pipe"] });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", (error) => resolve({ passed: false, output: error.message }));
    child.on("close", (code) => resolve({ passed: code === 0, output: Buffer.concat(chunks).toString("utf8") }));
  });
}

async function runStep(step: Step): Promise<Outcome> {
  const startedAt = performance.now();
  const failures: string[] = [];
  for (const command of step.commands) {
    const { passed, output } = await run(command);
    if (!passed) failures.push(`$ npx ${command.join(" ")}\n${output.trim()}`);
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const state = failures.length === 0 ? "ok" : "failed";
  console.log(`${state.padEnd(8)} ${step.name.padEnd(8)} ${seconds.padStart(6)} s  ${step.what}`);
  return { name: step.name, state, output: failures.join("\n") };
}

/** Lets as many tasks run at once as there are cores. */
function createSlots(): <T>(task: () => Promise<T>) => Promise<T> {
  let free = availableParallelism();
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}

/** Side by side; a step whose forerunner failed is left out. A forerunner stands before what needs it. */
function runAll(wanted: readonly Step[]): Promise<Outcome[]> {
  const inSlot = createSlots();
  const outcomes = new Map<string, Promise<Outcome>>();
  const start = async (step: Step): Promise<Outcome> => {
    const before = step.after ? await outcomes.get(step.after) : undefined;
    if (!before || before.state === "ok") return inSlot(() => runStep(step));
    console.log(`left out ${step.name.padEnd(8)} because ${before.name} failed`);
    return { name: step.name, state: "left out", output: "" };
  };
  for (const step of wanted) outcomes.set(step.name, start(step));
  return Promise.all(outcomes.values());
}

function help(): string {
  const lines = steps.map(({ name, what }) => `  ${name.padEnd(8)} ${what}`);
  return `npm run check [-- --only <name>]...\n\nSteps:\n${lines.join("\n")}`;
}

const { values } = parseArgs({
  options: { only: { type: "string", multiple: true }, help: { type: "boolean", short: "h" } },
});
const unknown = values.only?.filter((name) => !steps.some((step) => step.name === name)) ?? [];
if (values.help) console.log(help());
else if (unknown.length > 0) {
  console.error(`No step is called ${unknown.join(", ")}.\n\n${help()}`);
  process.exitCode = 2;
} else {
  // A step that was asked for by name still gets what it stands on.
  const named = values.only ? steps.filter((step) => values.only?.includes(step.name)) : steps;
  const wanted = steps.filter((step) => named.some(({ name, after }) => step.name === name || step.name === after));
  const bad = (await runAll(wanted)).filter(({ state }) => state !== "ok");
  for (const { name, output } of bad) if (output) console.error(`\n== ${name}\n${output}`);
  if (bad.length > 0) console.error(`\nfailed: ${bad.map(({ name }) => name).join(", ")}`);
  process.exitCode = bad.length === 0 ? 0 : 1;
}

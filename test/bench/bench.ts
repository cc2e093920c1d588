import { mkdtemp, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { useDevelopmentFfmpeg } from "../../scripts/development-ffmpeg.js";
import { costModel } from "./cost-model/cost-model.js";
import { describeMachine } from "./machine.js";
import { memoryPerRelay } from "./measures/memory-per-relay.js";
import { nodeCpuPerRelay } from "./measures/node-cpu-per-relay.js";
import { originRequests } from "./measures/origin-requests.js";
import { packages } from "./measures/packages.js";
import { platformCycles } from "./measures/platform-cycles.js";
import { timeToLive } from "./measures/time-to-live.js";
import { type Measured, writeReport } from "./report.js";
import type { Findings, Measure } from "./shared/measure.js";
import { cellsOf, heading, row, wrapped } from "./shared/table.js";

const measures: readonly Measure[] = [
  timeToLive,
  nodeCpuPerRelay,
  memoryPerRelay,
  originRequests,
  platformCycles,
  costModel,
  packages,
];

const help = `npm run bench [-- options]

Measures side by side with a peer in one run. A missed goal is told and fails nothing. Linux only.

${measures.map(({ name, what }) => `  ${name.padEnd(19)} ${what}`).join("\n")}

  --only NAME   only this one; may be repeated
  --quick       fewer, shorter runs: to see that it works, not to quote
  --report      also write the figures into docs/benchmarks.md
  --json        print one JSON object
  --help        this text`;

async function measure(chosen: Measure, quick: boolean): Promise<Findings> {
  const folder = await mkdtemp(join(tmpdir(), "hybrid-stream-bench-"));
  try {
    return await chosen.run({ quick, folder, say: (line) => console.error(line) });
  } catch (thrown) {
    // The others are still worth having.
    console.error(thrown);
    process.exitCode = 1;
    return { skipped: `it broke: ${thrown instanceof Error ? thrown.message : String(thrown)}` };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function print({ name, what, findings }: Measured): void {
  console.log(`\n${name}: ${what}`);
  if ("skipped" in findings) {
    console.log(`SKIPPED: ${findings.skipped}`);
    return;
  }
  for (const cells of [heading, ...findings.figures.map(cellsOf)]) console.log(row(cells));
  for (const note of findings.notes) console.log(wrapped(note));
}

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true },
    quick: { type: "boolean", default: false },
    report: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});
const unknown = values.only?.filter((name) => !measures.some((known) => known.name === name)) ?? [];

if (values.help) console.log(help);
else if (unknown.length > 0) {
  console.error(`No measure is called ${unknown.join(", ")}.\n\n${help}`);
  process.exitCode = 2;
} else {
  useDevelopmentFfmpeg();
  const machine = await describeMachine();
  if (!values.json) console.log(machine.join("\n"));
  const measured: Measured[] = [];
  for (const chosen of measures.filter(({ name }) => values.only?.includes(name) ?? true)) {
    const { name, what } = chosen;
    const [load = 0] = loadavg();
    measured.push({ name, what, load, findings: await measure(chosen, values.quick) });
    const last = measured.at(-1);
    if (!values.json && last !== undefined) print(last);
  }
  if (values.json) console.log(JSON.stringify({ machine, measured }));
  if (values.report)
    writeReport(
      machine,
      measured,
      measures.map(({ name }) => name),
    );
}

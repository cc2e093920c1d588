import { parseArgs } from "node:util";
import { type Candidate, formatUsd, recommend } from "@hybrid-stream/cost-model";
import type { Command } from "../command.js";
import type { Io } from "../io.js";
import { dollars } from "../output/money.js";
import { tableOf, wrap } from "../output/table.js";
import { readBook, readScenario, scenarioHelp, scenarioOptions } from "../scenario-options.js";
import { usageError } from "../usage-error.js";

const help = `hybrid-stream recommend: the cheapest architecture that meets a need

Usage: hybrid-stream recommend --viewers 200 --hours 30 --max-latency 10

${scenarioHelp}
What is needed:
  --max-latency S         the most that viewers may be behind, in seconds
  --adaptive              smaller pictures for poor connections

Output:
  --json                  one line of JSON
`;

const options = {
  ...scenarioOptions,
  "max-latency": { type: "string" },
  adaptive: { type: "boolean" },
  json: { type: "boolean" },
} as const;

function plain({ name, architecture, estimate, delivery }: Candidate): Record<string, unknown> {
  return { name, architecture, totalUsd: formatUsd(estimate.total), plans: estimate.planIds, ...delivery };
}

function runRecommend(args: readonly string[], io: Io): void {
  const { values } = parseArgs({ args: [...args], options, strict: true, allowPositionals: false });
  const limit = values["max-latency"];
  const maxLatencySeconds = Number(limit);
  if (limit !== undefined && !(maxLatencySeconds > 0)) {
    throw usageError("--max-latency", `must be a number of seconds above 0; got "${limit}".`);
  }
  const { architecture: _any, ...scenario } = readScenario(values);
  const needs = {
    adaptiveBitrate: values.adaptive === true,
    ...(limit === undefined ? {} : { maxLatencySeconds }),
  };
  const { best, runnerUp, reasons, candidates, rejected } = recommend(readBook(values), scenario, { needs });
  if (values.json === true) {
    const json = {
      best: best === null ? null : plain(best),
      runnerUp: runnerUp === null ? null : plain(runnerUp),
      reasons,
      candidates: candidates.map(plain),
      rejected,
    };
    io.write(`${JSON.stringify(json)}\n`);
    return;
  }
  io.write(`${best?.name ?? "None"}\n\n`);
  for (const reason of reasons) io.write(wrap(`- ${reason}`, io.columns));
  const rows = candidates.map(({ name, estimate, delivery: { latencySeconds } }) => {
    return [name, dollars(estimate.total), `${latencySeconds.low} to ${latencySeconds.high} s`];
  });
  const columns = [{ title: "Meets the needs" }, { title: "A month", right: true }, { title: "Behind", right: true }];
  if (rows.length > 0) io.write(`\n${tableOf(columns, rows, io.columns)}`);
  if (rejected.length > 0) io.write("\n");
  for (const { name, reason } of rejected) io.write(wrap(`Not ${name}: ${reason.split(". ")[0]}`, io.columns));
}

export const recommendCommand: Command = {
  name: "recommend",
  summary: "the cheapest architecture that meets a need, and why",
  help,
  run: runRecommend,
};

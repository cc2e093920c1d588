import { parseArgs } from "node:util";
import {
  type Architecture,
  type Estimate,
  estimate,
  formatUsd,
  type PriceBook,
  type Scenario,
  usdString,
} from "@hybrid-stream/cost-model";
import type { Command } from "../command.js";
import { comparePresets, comparisonRecords, comparisonTable } from "../compare-presets.js";
import { focusRecords } from "../focus-records.js";
import type { Io } from "../io.js";
import { csvOf } from "../output/csv.js";
import { itemTable, plainItem } from "../output/line-items.js";
import { dollars } from "../output/money.js";
import { wrap } from "../output/table.js";
import { readBook, readScenario, scenarioHelp, scenarioOptions } from "../scenario-options.js";
import { usageError } from "../usage-error.js";

const help = `hybrid-stream estimate: what a month of shows costs, line by line

Usage: hybrid-stream estimate --viewers 200 --hours 30 [options]

${scenarioHelp}
Output:
  --compare               every preset beside this architecture
  --json                  one line of JSON; amounts are texts
  --csv                   the line items, or the comparison, as CSV
  --focus                 the line items as FOCUS 1.2 records in CSV;
                          with --json as JSON
`;

const options = {
  ...scenarioOptions,
  compare: { type: "boolean" },
  json: { type: "boolean" },
  csv: { type: "boolean" },
  focus: { type: "boolean" },
} as const;

function nameOf(architecture: Architecture): string {
  const { relay, platform, cdn } = architecture;
  return [relay, platform, cdn].filter((part) => part !== "none" && part !== "included").join(" > ");
}

function jsonOf(book: PriceBook, scenario: Scenario, found: Estimate, name: string): Record<string, unknown> {
  return {
    book: book.id,
    pricesAsOf: book.asOf,
    architecture: name,
    carriage: scenario.architecture,
    viewers: scenario.viewers,
    hours: scenario.hours,
    totalUsd: formatUsd(found.total),
    totalUsdExact: usdString(found.total),
    recurringUsd: formatUsd(found.recurring),
    fixedUsd: formatUsd(found.fixed),
    marginalViewerUsd: usdString(found.marginalViewer),
    plans: found.planIds,
    lineItems: found.lineItems.map(plainItem),
    warnings: found.warnings,
  };
}

function print(book: PriceBook, scenario: Scenario, found: Estimate, io: Io): void {
  const { viewers, hours } = scenario;
  io.write(
    wrap(`${viewers} viewers, ${hours} h a month, ${nameOf(scenario.architecture as Architecture)}`, io.columns),
  );
  io.write(`${book.name}, as of ${book.asOf}, without taxes\n\n`);
  io.write(itemTable(found.lineItems, io.columns));
  io.write(`\nTotal ${dollars(found.total)} a month`);
  if (hours > 0 && viewers > 0) {
    const each = Number(found.total) / 1e12 / hours / viewers;
    io.write(`, ${each.toFixed(4)} per viewer and hour`);
  }
  io.write(
    `\n${dollars(found.fixed)} without a viewer, ${dollars(found.marginalViewer, 4)} more a month for the next viewer\n`,
  );
  const named = found.planIds.filter((id) => id !== "agora.legacy");
  if (named.length > 0) io.write(wrap(`Plans: ${named.join(", ")}`, io.columns));
  if (found.planIds.includes("agora.legacy")) {
    io.write(wrap("Agora account from before 2025-08-29; for a newer one add --agora-account package", io.columns));
  }
  for (const { message } of found.warnings) io.warn(wrap(`Note: ${message}`, io.columns));
}

function runEstimate(args: readonly string[], io: Io): void {
  const { values } = parseArgs({ args: [...args], options, strict: true, allowPositionals: false });
  if (values.json === true && values.csv === true) throw usageError("--csv", "goes without --json: choose one.");
  if (values.focus === true && values.compare === true) throw usageError("--focus", "goes without --compare.");
  const book = readBook(values);
  const scenario = readScenario(values);
  const found = estimate(book, scenario);
  const name = values.architecture ?? "cloudflare-stream";
  if (values.focus === true) {
    const records = focusRecords(book, found, name);
    io.write(values.json === true ? `${JSON.stringify(records)}\n` : csvOf(records));
    return;
  }
  const compared = values.compare === true ? comparePresets(book, scenario, found) : null;
  if (values.json === true) {
    const json = jsonOf(book, scenario, found, name);
    const extra = compared === null ? {} : { comparison: comparisonRecords(compared) };
    io.write(`${JSON.stringify({ ...json, ...extra })}\n`);
  } else if (values.csv === true) {
    io.write(csvOf(compared === null ? found.lineItems.map(plainItem) : comparisonRecords(compared)));
  } else {
    print(book, scenario, found, io);
    if (compared !== null) io.write(`\n${comparisonTable(compared, io.columns)}`);
  }
}

export const estimateCommand: Command = {
  name: "estimate",
  summary: "what a month of shows costs, line by line",
  help,
  run: runEstimate,
};

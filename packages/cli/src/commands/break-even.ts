import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { breakEven, type Interval, isPresetName, presetNames } from "@hybrid-stream/cost-model";
import type { Command } from "../command.js";
import { type AxisOptions, crossingsOf, presetSeries, seriesOf } from "../curves.js";
import type { Io } from "../io.js";
import { textChart } from "../output/chart.js";
import { csvOf } from "../output/csv.js";
import { svgChart } from "../output/svg-chart.js";
import { tableOf } from "../output/table.js";
import { readBook, readScenario, scenarioHelp, scenarioOptions } from "../scenario-options.js";
import { usageError } from "../usage-error.js";

const help = `hybrid-stream break-even: from when on which of two is cheaper

Usage: hybrid-stream break-even --architecture mux --against agora-broadcast

${scenarioHelp}
What is compared:
  --against NAME          the other preset (default agora-broadcast)
  --axis AXIS             viewers (default) or hours: what grows
  --max N                 to where (default 1000)

Output:
  --all                   every preset in the charts, not only the two
  --chart FILE.svg        the curves as a picture, with the crossings marked
  --json                  one line of JSON
  --csv                   the intervals as CSV
`;

const options = {
  ...scenarioOptions,
  against: { type: "string" },
  axis: { type: "string" },
  max: { type: "string" },
  all: { type: "boolean" },
  chart: { type: "string" },
  json: { type: "boolean" },
  csv: { type: "boolean" },
} as const;

function readAxis(axis = "viewers", max = "1000"): AxisOptions {
  if (axis !== "viewers" && axis !== "hours") throw usageError("--axis", `must be viewers or hours; got "${axis}".`);
  const end = Number(max);
  if (Number.isInteger(end) && end >= 1 && end <= 1_000_000) return { axis, max: end };
  throw usageError("--max", `must be a whole number from 1 to 1000000; got "${max}".`);
}

function winner({ cheaper }: Interval, names: { a: string; b: string }): string {
  return cheaper === "equal" ? "the same" : names[cheaper];
}

function writeChart(file: string, svg: string): void {
  try {
    writeFileSync(file, svg);
  } catch (thrown) {
    const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "unknown";
    throw usageError("--chart", `the file ${file} cannot be written (${code}).`);
  }
}

function runBreakEven(args: readonly string[], io: Io): void {
  const { values } = parseArgs({ args: [...args], options, strict: true, allowPositionals: false });
  if (values.json === true && values.csv === true) throw usageError("--csv", "goes without --json: choose one.");
  const { against = "agora-broadcast" } = values;
  if (!isPresetName(against)) {
    throw usageError("--against", `must be one of ${presetNames.join(", ")}; got "${against}".`);
  }
  const axis = readAxis(values.axis, values.max);
  const book = readBook(values);
  const a = readScenario(values);
  const b = { ...a, architecture: against };
  const names = { a: values.architecture ?? "cloudflare-stream", b: against };
  const intervals = breakEven(book, a, { against: b, ...axis });
  const rows = intervals.map((interval) => [String(interval.from), String(interval.to), winner(interval, names)]);
  const series = (): ReturnType<typeof presetSeries> =>
    values.all === true
      ? presetSeries(book, a, axis)
      : [seriesOf(book, a, names.a, axis), seriesOf(book, b, names.b, axis)];
  const text = { axis: axis.axis === "viewers" ? "viewers at the same moment" : "hours a month", max: axis.max };
  if (values.chart !== undefined) {
    writeChart(values.chart, svgChart(series(), { ...text, crossings: crossingsOf(intervals, names) }));
  }
  if (values.json === true) io.write(`${JSON.stringify({ book: book.id, ...axis, ...names, intervals })}\n`);
  else if (values.csv === true)
    io.write(csvOf(rows.map(([from = "", to = "", cheaper = ""]) => ({ from, to, cheaper }))));
  else {
    const columns = [{ title: `From ${axis.axis}`, right: true }, { title: "To", right: true }, { title: "Cheaper" }];
    io.write(`${tableOf(columns, rows, io.columns)}\n${textChart(series(), text, Math.min(io.columns, 120))}`);
  }
}

export const breakEvenCommand: Command = {
  name: "break-even",
  summary: "from when on which of two architectures is cheaper",
  help,
  run: runBreakEven,
};

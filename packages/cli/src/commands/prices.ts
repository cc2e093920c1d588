import { parseArgs } from "node:util";
import { type Price, usdString } from "@hybrid-stream/cost-model";
import type { Command } from "../command.js";
import type { Io } from "../io.js";
import { csvOf } from "../output/csv.js";
import { tableOf, wrap } from "../output/table.js";
import { readBook } from "../scenario-options.js";

const help = `hybrid-stream prices: what a price book holds, from where, and how old

Usage: hybrid-stream prices [agora] [options]

A word before the options leaves only the prices whose name begins so.

  --book NAME             list-2026-11 (default) or seed
  --no-allowances         the prices at the margin
  --sources               where each price was read
  --json, --csv           every step of every price, with its source
`;

const options = {
  book: { type: "string" },
  "no-allowances": { type: "boolean" },
  sources: { type: "boolean" },
  json: { type: "boolean" },
  csv: { type: "boolean" },
} as const;

function age(date: string): string {
  const days = Math.floor((Date.now() - Date.parse(date)) / 86_400_000);
  return `${Math.max(0, days)} d`;
}

function records(prices: readonly Price[]): Record<string, string>[] {
  return prices.flatMap((price) =>
    price.tiers.map(({ price: usd, flat, upTo }) => ({
      sku: price.id,
      meter: price.meter,
      name: price.name,
      usd: usdString(usd),
      flatUsd: usdString(flat),
      per: String(price.block / price.unitSize),
      unit: price.unit,
      upTo: upTo === null ? "" : String(upTo / (price.tierBy === "level" ? 1n : price.unitSize)),
      mode: price.mode,
      region: price.region ?? "",
      plan: price.plan ?? "",
      from: price.from ?? "",
      until: price.until ?? "",
      asOf: price.source.asOf,
      confidence: price.source.confidence,
      source: price.source.text,
      note: price.note ?? "",
    })),
  );
}

function rowOf(price: Price): string[] {
  const [first] = price.tiers;
  const more = price.tiers.length > 1 ? ` +${price.tiers.length - 1}` : "";
  const per = price.block / price.unitSize;
  const unit = per === 1n ? price.unit : `${per} ${price.unit}`;
  return [price.id, `${usdString(first?.price ?? 0n)}${more}`, unit, age(price.source.asOf), price.source.confidence];
}

function runPrices(args: readonly string[], io: Io): void {
  const { values, positionals } = parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
  const book = readBook(values);
  const [beginning = ""] = positionals;
  const prices = book.prices.filter(({ id }) => id.startsWith(beginning));
  if (values.json === true)
    io.write(`${JSON.stringify({ book: book.id, asOf: book.asOf, prices: records(prices) })}\n`);
  else if (values.csv === true) io.write(csvOf(records(prices)));
  else {
    const columns = [
      { title: "SKU", flexible: true },
      { title: "US$", right: true },
      { title: "per" },
      { title: "Age", right: true },
      { title: "Sure" },
    ];
    io.write(`${book.name}, ${prices.length} prices, as of ${book.asOf}\n\n`);
    io.write(tableOf(columns, prices.map(rowOf), io.columns));
    io.write("\n+2: two more steps; --csv tells them.\n");
    if (values.sources !== true) return;
    const sources = new Set(prices.map(({ source }) => `${source.asOf}, ${source.confidence}: ${source.text}`));
    io.write("\nSources\n");
    for (const source of sources) io.write(wrap(`- ${source}`, io.columns));
  }
}

export const pricesCommand: Command = {
  name: "prices",
  summary: "what a price book holds, from where, and how old it is",
  help,
  run: runPrices,
};

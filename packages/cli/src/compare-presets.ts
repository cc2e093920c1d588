import {
  comparison,
  type Estimate,
  estimate,
  formatUsd,
  type PresetName,
  type PriceBook,
  percentOf,
  presetNames,
  type Scenario,
} from "@hybrid-stream/cost-model";
import { HybridStreamError } from "@hybrid-stream/spec";
import { dollars } from "./output/money.js";
import { tableOf, wrap } from "./output/table.js";

/** A preset beside the estimate that was asked for. */
export interface ComparedPreset {
  readonly name: PresetName;
  /** `null` where the book lacks a price; `why` says which. */
  readonly found: Estimate | null;
  readonly why: string;
  /** In percent of what was asked for; below zero where the preset costs more. */
  readonly saving: string;
}

function comparePreset(book: PriceBook, scenario: Scenario, base: Estimate, name: PresetName): ComparedPreset {
  try {
    const found = estimate(book, { ...scenario, architecture: name });
    return { name, found, why: "", saving: percentOf(comparison(base, found).savingRatio) ?? "" };
  } catch (thrown) {
    if (!HybridStreamError.isInstance(thrown) || thrown.code !== "price-missing") throw thrown;
    return { name, found: null, why: thrown.message.split(". ")[0] ?? "", saving: "" };
  }
}

/** Every preset with the same audience, the cheapest first; those without a price at the end. */
export function comparePresets(book: PriceBook, scenario: Scenario, base: Estimate): ComparedPreset[] {
  const all = presetNames.map((name) => comparePreset(book, scenario, base, name));
  const priced = all.flatMap((one) => (one.found === null ? [] : [{ one, total: one.found.total }]));
  priced.sort((a, b) => (a.total < b.total ? -1 : a.total > b.total ? 1 : 0));
  return [...priced.map(({ one }) => one), ...all.filter(({ found }) => found === null)];
}

/** The comparison for JSON and CSV. */
export function comparisonRecords(compared: readonly ComparedPreset[]): Record<string, string>[] {
  return compared.map(({ name, found, why, saving }) => ({
    architecture: name,
    totalUsd: found === null ? "" : formatUsd(found.total),
    fixedUsd: found === null ? "" : formatUsd(found.fixed),
    savingPercent: saving,
    plans: found?.planIds.join(" ") ?? "",
    problem: why,
  }));
}

/** The comparison as a table, with the presets that cannot be priced below it. */
export function comparisonTable(compared: readonly ComparedPreset[], columns: number): string {
  const rows = compared.flatMap(({ name, found, saving }) => {
    if (found === null) return [];
    const plans = found.planIds.filter((id) => id !== "agora.legacy").join(" ");
    return [[name, dollars(found.total), saving === "" ? "" : `${saving} %`, dollars(found.fixed), plans]];
  });
  const table = tableOf(
    [
      { title: "Architecture" },
      { title: "A month", right: true },
      { title: "Saves", right: true },
      { title: "Fixed part", right: true },
      { title: "Plan", flexible: true },
    ],
    rows,
    columns,
  );
  const problems = compared.filter(({ found }) => found === null);
  return table + problems.map(({ name, why }) => wrap(`${name}: ${why}`, columns)).join("");
}

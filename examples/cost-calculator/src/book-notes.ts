import type { PriceBook } from "@hybrid-stream/cost-model";

const notes: Readonly<Record<string, string>> = {
  seed: "These are not list prices: they are the figures of the project's first cost analysis, shown as they were written.",
  "list-2026-11": "Vendors' list prices with their free quantities, volume steps and plans.",
  "list-2026-11-no-allowances":
    "Vendors' list prices without free quantities, plans and discounts: what one more hour costs.",
};

/** What the prices are and from when. */
export function bookNote({ id, name, asOf }: PriceBook): string {
  return `${notes[id] ?? `${name}.`} As of ${asOf}, in US dollars, without taxes.`;
}

import { formatUsd, type LineItem, usdString } from "@hybrid-stream/cost-model";
import { dollars, quantityOf } from "./money.js";
import { tableOf } from "./table.js";

/** A line item as JSON and CSV show it: amounts as decimal texts. */
export function plainItem(item: LineItem): Record<string, string> {
  const price = item.block / item.unitSize;
  return {
    sku: item.priceId,
    name: item.name,
    quantity: String(Number(item.pricingQuantity) / Number(item.unitSize)),
    unit: item.unit,
    unitPriceUsd: usdString(item.unitPrice),
    per: String(price),
    percentDue: String(item.percent),
    costUsd: formatUsd(item.cost),
    costUsdExact: usdString(item.cost),
    category: item.chargeCategory,
    frequency: item.chargeFrequency,
    priceAsOf: item.source.asOf,
    confidence: item.source.confidence,
    source: item.source.text,
  };
}

function discount({ percent }: LineItem): string {
  if (percent === 100n) return "";
  return percent === 0n ? "free" : `-${100n - percent} %`;
}

/** Line items as a table. Lines that cost nothing and never do are left out. */
export function itemTable(items: readonly LineItem[], columns: number): string {
  const rows = items
    .filter(({ unitPrice, cost }) => unitPrice !== 0n || cost !== 0n)
    .map((item) => [item.priceId, quantityOf(item), discount(item), dollars(item.cost)]);
  return tableOf(
    [
      { title: "SKU or plan", flexible: true },
      { title: "Quantity", right: true },
      { title: "", right: true },
      { title: "Cost", right: true },
    ],
    rows,
    columns,
  );
}

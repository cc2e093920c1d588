import { formatUsd, type LineItem, type PicoUsd } from "@hybrid-stream/cost-model";

/** Dollars with thousands separated: `$1,438.18`. */
export function dollars(amount: PicoUsd, digits = 2): string {
  const text = formatUsd(amount, digits);
  const [whole = "", fraction] = text.replace("-", "").split(".");
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ",");
  return `${text.startsWith("-") ? "-" : ""}$${grouped}${fraction === undefined ? "" : `.${fraction}`}`;
}

/** What is charged on a line, in its unit: `12,000 delivered-minute`. */
export function quantityOf({ pricingQuantity, unitSize, unit }: LineItem): string {
  const count = Number(pricingQuantity) / Number(unitSize);
  const digits = count >= 100 || Number.isInteger(count) ? 0 : 2;
  return `${count.toLocaleString("en-US", { maximumFractionDigits: digits })} ${unit}`;
}

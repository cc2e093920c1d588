import { formatUsd, type PicoUsd } from "@hybrid-stream/cost-model";

/** `$1,351.45`, rounded as the cost model rounds. */
export function dollars(amount: PicoUsd, digits = 2): string {
  const text = formatUsd(amount, digits);
  const [whole = "", fraction] = text.replace("-", "").split(".");
  const grouped = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
  return `${text.startsWith("-") ? "−" : ""}$${grouped}${fraction === undefined ? "" : `.${fraction}`}`;
}

export function count(value: number): string {
  return value.toLocaleString("en-US");
}

export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** An amount of US dollars in pico-dollars: `10n ** 12n` is one dollar. Exact, and without an upper bound. */
export type PicoUsd = bigint;

/** One US dollar. */
export const oneUsd: PicoUsd = 1_000_000_000_000n;

const decimal = /^(?<sign>-?)(?<whole>\d+)(?:\.(?<fraction>\d{1,12}))?$/;

/** The amount that a decimal string like `"3.99"` means, or `null` when it is not one (12 decimal places at most). */
export function parseUsd(text: string): PicoUsd | null {
  const groups = decimal.exec(text)?.groups;
  if (groups === undefined) return null;
  const amount = BigInt(`${groups.whole ?? "0"}${(groups.fraction ?? "").padEnd(12, "0")}`);
  return groups.sign === "-" ? -amount : amount;
}

/** Rounds half away from zero to `digits` decimal places. */
export function roundUsd(amount: PicoUsd, digits: number): PicoUsd {
  const step = 10n ** BigInt(12 - digits);
  const magnitude = amount < 0n ? -amount : amount;
  const rounded = ((magnitude + step / 2n) / step) * step;
  return amount < 0n ? -rounded : rounded;
}

/**
 * The amount as a decimal string with `digits` places (0 to 12, two by default), rounded half away from zero. Apart from
 * the `seed` price book this is the only place where money is rounded to cents.
 */
export function formatUsd(amount: PicoUsd, digits = 2): string {
  const rounded = roundUsd(amount, digits);
  const magnitude = (rounded < 0n ? -rounded : rounded).toString().padStart(13, "0");
  const whole = magnitude.slice(0, -12);
  const fraction = magnitude.slice(-12, -12 + digits || undefined).slice(0, digits);
  return `${rounded < 0n ? "-" : ""}${whole}${digits > 0 ? `.${fraction}` : ""}`;
}

/** The exact amount as a decimal string, with two decimal places at least: `"0.000648"`, `"361.80"`. */
export function usdString(amount: PicoUsd): string {
  return formatUsd(amount, 12).replace(/0{1,10}$/, "");
}

/** `numerator / denominator` as a decimal string, cut after 24 places, without trailing zeros. Neither is below zero. */
export function decimalOf(numerator: bigint, denominator: bigint): string {
  const digits = 24;
  const scaled = (numerator * 10n ** BigInt(digits)) / denominator;
  const text = scaled.toString().padStart(digits + 1, "0");
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`.replace(/\.?0+$/, "");
}

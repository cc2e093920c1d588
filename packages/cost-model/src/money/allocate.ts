import type { PicoUsd } from "./pico-usd.js";

/**
 * Splits an amount by weights so that the parts add up to it exactly: each gets its share rounded down, and what is left
 * goes one pico-dollar at a time to the largest remainders, at equal ones to the first. When all weights are zero, the
 * parts are equal. No weights, no parts.
 */
export function allocate(amount: PicoUsd, weights: readonly bigint[]): PicoUsd[] {
  if (amount < 0n) return allocate(-amount, weights).map((part) => -part);
  const sum = weights.reduce((total, weight) => total + weight, 0n);
  const used = sum === 0n ? weights.map(() => 1n) : weights;
  const whole = sum === 0n ? BigInt(weights.length) : sum;
  const shares = used.map((weight, index) => ({
    index,
    part: (amount * weight) / whole,
    remainder: (amount * weight) % whole,
  }));
  let left = amount - shares.reduce((total, { part }) => total + part, 0n);
  const byRemainder = [...shares].sort((a, b) =>
    a.remainder === b.remainder ? 0 : a.remainder > b.remainder ? -1 : 1,
  );
  for (const share of byRemainder) {
    if (left === 0n) break;
    share.part += 1n;
    left -= 1n;
  }
  return shares.map(({ part }) => part);
}

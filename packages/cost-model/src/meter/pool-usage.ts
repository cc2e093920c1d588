import type { Usage, UsageLine } from "../rate/usage.js";

/**
 * One account's usage from that of its channels: lines of one meter become one. A single machine of each channel becomes
 * the time of a shared one, so that an origin is bought again only when its month is full; a channel that needs several
 * machines at once keeps them to itself.
 */
export function poolUsage(usages: Iterable<Usage>): Usage {
  const pooled = new Map<string, UsageLine>();
  for (const usage of usages) {
    for (const line of usage) {
      const { meter, region = "", level = "", count = 1n } = line;
      const key = `${meter} ${region} ${level} ${count === 1n ? "" : pooled.size}`;
      const known = pooled.get(key);
      pooled.set(key, known === undefined ? line : { ...known, quantity: known.quantity + line.quantity });
    }
  }
  return [...pooled.values()];
}

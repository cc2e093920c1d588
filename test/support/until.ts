import { waitUntil } from "@hybrid-stream/testkit";

/** Looks until `look` gives something, and says how long that took. Fails after `limitMs`. */
export async function until<Value>(
  what: string,
  limitMs: number,
  look: () => Value | undefined | null | false | Promise<Value | undefined | null | false>,
): Promise<{ value: Value; tookMs: number }> {
  const startedAt = performance.now();
  const seen: Value[] = [];
  const arrived = async (): Promise<boolean> => {
    const value = await look();
    if (value) seen.push(value);
    return seen.length > 0;
  };
  await waitUntil(arrived, { what, timeoutMs: limitMs, intervalMs: 50 });
  return { value: seen[0] as Value, tookMs: performance.now() - startedAt };
}

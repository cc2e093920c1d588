import { setTimeout as sleep } from "node:timers/promises";

/** Looks every 50 ms until `look` gives something, and says how long that took. Fails after `limitMs`. */
export async function until<Value>(
  what: string,
  limitMs: number,
  look: () => Value | undefined | null | false | Promise<Value | undefined | null | false>,
): Promise<{ value: Value; tookMs: number }> {
  const startedAt = performance.now();
  for (;;) {
    const value = await look();
    const tookMs = performance.now() - startedAt;
    if (value) return { value, tookMs };
    if (tookMs > limitMs) throw new Error(`Not within ${limitMs} ms: ${what}`);
    await sleep(50);
  }
}

import { delay, systemClock } from "@hybrid-stream/spec";

/** Polls until `read` gives something other than `undefined`, `null` or `false`. @throws after the deadline. */
export async function waitFor<T>(
  what: string,
  read: () => T | undefined | null | false | Promise<T | undefined | null | false>,
  deadlineMs = 20_000,
): Promise<T> {
  const end = systemClock.monotonic() + deadlineMs;
  for (;;) {
    const value = await read();
    if (value !== undefined && value !== null && value !== false) return value;
    if (systemClock.monotonic() > end) throw new Error(`${what} did not happen within ${deadlineMs} ms`);
    await delay(systemClock, 25);
  }
}

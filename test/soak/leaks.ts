import type { Reading } from "./readings.js";

/** What `after` holds and `before` did not. Memory and records are judged apart: they grow. */
export function leaksSince(before: Reading, after: Reading): string[] {
  const leaks: string[] = [];
  const compare = (what: string, was: number, is: number): void => {
    if (is > was) leaks.push(`${what}: ${was} before, ${is} after`);
  };
  for (const [kind, count] of Object.entries(after.handles))
    compare(`handles ${kind}`, before.handles[kind] ?? 0, count);
  compare("open descriptors", before.descriptors, after.descriptors);
  compare("child processes", before.children, after.children);
  compare("files of the origin", before.files, after.files);
  return leaks;
}

const triesAtMost = 40;

/**
 * Reads until nothing is held beyond `before`, or for 20 s at most: kept-alive connections and grace times end by
 * themselves, leaks do not.
 */
export async function readWhenQuiet(request: {
  readonly before: Reading;
  readonly read: () => Reading;
  readonly pause: (milliseconds: number) => Promise<void>;
}): Promise<Reading> {
  for (let tries = 1; ; tries += 1) {
    const reading = request.read();
    if (tries === triesAtMost || leaksSince(request.before, reading).length === 0) return reading;
    await request.pause(500);
  }
}

/**
 * Lets everything run that can run without time passing. A turn of the event loop drains all promise reactions; a few
 * turns also cover code that itself goes through `setImmediate` or `process.nextTick`.
 */
export async function settle(turns = 2): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}

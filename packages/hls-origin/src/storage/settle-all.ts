/** Waits for all of them, also when one fails; then throws what the first failed one threw. */
export async function settleAll(work: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(work)) if (result.status === "rejected") throw result.reason;
}

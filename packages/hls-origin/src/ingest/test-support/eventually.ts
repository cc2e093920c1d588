const deadlineMs = 30_000;
const pollMs = 10;

/** Waits until the condition holds. */
export async function eventually(condition: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

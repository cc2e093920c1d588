/** Rejects with the signal's reason when it aborts, at once when it has. Lets go of the signal when `done` aborts. */
export function rejectionOf(signal: AbortSignal, done: AbortSignal): Promise<never> {
  const rejection = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener("abort", () => reject(signal.reason), { once: true, signal: done });
  });
  // It takes part in a race that may be over before.
  rejection.catch(() => {});
  return rejection;
}

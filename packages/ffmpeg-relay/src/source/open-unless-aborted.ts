import type { OpenSource } from "./open-source.js";
import type { PreparedSource } from "./prepare-source.js";

/**
 * Opens a source, and does not wait for a factory that ignores the signal: what it gives too late is closed.
 *
 * @throws what the factory throws, or the signal's reason.
 */
export function openUnlessAborted(source: PreparedSource, signal: AbortSignal): Promise<OpenSource> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    source.open(signal).then(
      (open) => {
        signal.removeEventListener("abort", onAbort);
        if (signal.aborted) open.close().then(undefined, () => {});
        else resolve(open);
      },
      (thrown: unknown) => {
        signal.removeEventListener("abort", onAbort);
        reject(thrown);
      },
    );
  });
}

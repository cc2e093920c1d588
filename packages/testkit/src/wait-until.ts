import { HybridStreamError } from "@hybrid-stream/spec";

/** How {@link waitUntil} waits. */
export interface WaitOptions {
  /** Milliseconds, default 20,000. */
  readonly timeoutMs?: number;
  /** Between two looks. Milliseconds, default 20. */
  readonly intervalMs?: number;
  /** What is waited for, for the message. Default `the condition`. */
  readonly what?: string;
  /** How to let time pass between two looks. Default: real time; tests on a virtual clock advance it here. */
  readonly pause?: (milliseconds: number) => Promise<void>;
}

/**
 * Looks again and again until `condition` holds. Waiting for what a test is about beats waiting for a while.
 *
 * @throws `timeout` when it did not hold within so many looks as fit into `timeoutMs`.
 */
export async function waitUntil(condition: () => boolean | Promise<boolean>, options: WaitOptions = {}): Promise<void> {
  const { timeoutMs = 20_000, intervalMs = 20, what = "the condition" } = options;
  const pause = options.pause ?? ((milliseconds) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)));
  for (let waited = 0; !(await condition()); waited += intervalMs) {
    if (waited >= timeoutMs) {
      throw new HybridStreamError({ code: "timeout", message: `${what} did not come true within ${timeoutMs} ms.` });
    }
    await pause(intervalMs);
  }
}

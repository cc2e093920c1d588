import { type Clock, delay, HybridStreamError } from "@hybrid-stream/spec";
import { ConstantBackoff, ExponentialBackoff, handleWhen, type IBackoffFactory, retry } from "cockatiel";
import type { Deadline } from "../transport/deadline.js";
import type { RetryBudget } from "./retry-budget.js";

const maxRetries = 2;
const passing = new Set(["network-unreachable", "connection-lost", "rate-limited", "vendor-unavailable"]);

/**
 * Runs a read, and again after failures that may pass: at most twice, with decorrelated jitter and not before the
 * vendor's Retry-After, within the deadline and the budget. What fails in the end is the last failure.
 */
export async function withReadRetries<Result>({
  clock,
  deadline,
  budget,
  run,
}: {
  readonly clock: Clock;
  readonly deadline: Deadline;
  readonly budget: RetryBudget;
  /** Makes one attempt, counted from 0. */
  readonly run: (attempt: number) => Promise<Result>;
}): Promise<Result> {
  let backoff: IBackoffFactory<unknown> = new ExponentialBackoff({ initialDelay: 200, maxDelay: 3000 });
  let waitMs = 0;
  let retries = 0;

  const mayRetry = (thrown: Error): boolean => {
    if (retries >= maxRetries || !HybridStreamError.isInstance(thrown) || !passing.has(thrown.code)) return false;
    const next = backoff.next(undefined);
    backoff = next;
    waitMs = Math.max(next.duration, thrown.retryAfterMs ?? 0);
    if (waitMs >= deadline.remainingMs() || !budget.take()) return false;
    retries += 1;
    return true;
  };

  // cockatiel waits by the machine's clock only, so its own wait is zero and ours follows it.
  const policy = retry(handleWhen(mayRetry), { maxAttempts: maxRetries, backoff: new ConstantBackoff(0) });
  const result = await policy.execute(async ({ attempt }) => {
    // An abort during the wait is reported by the attempt, which sends nothing then.
    if (attempt > 0) await delay(clock, waitMs, deadline.signal).catch(() => {});
    return run(attempt);
  });
  budget.succeeded(retries);
  return result;
}

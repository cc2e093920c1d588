const capacity = 500;
const costOfRetry = 10;

/**
 * Bounds how much of the traffic may be retries: when a vendor is down, retries stop instead of adding to the load.
 * It holds 500 tokens; a retry takes 10, which come back when it succeeds; a first try that succeeds brings 1.
 */
export class RetryBudget {
  #tokens = capacity;

  get tokens(): number {
    return this.#tokens;
  }

  /** Takes a retry's tokens; `false`, and takes none, when too few are left. */
  take(): boolean {
    if (this.#tokens < costOfRetry) return false;
    this.#tokens -= costOfRetry;
    return true;
  }

  /** Tells that a call came through, after that many retries. */
  succeeded(retries: number): void {
    this.#tokens = Math.min(capacity, this.#tokens + (retries === 0 ? 1 : retries * costOfRetry));
  }
}

const shared = new Map<string, RetryBudget>();

/**
 * The one budget in this process for a credential, so that clients that share a credential share its budget.
 *
 * @param credential names it without revealing it: an account's id, or a `fingerprint`.
 */
export function retryBudgetOf(credential: string): RetryBudget {
  const known = shared.get(credential);
  if (known) return known;
  const budget = new RetryBudget();
  shared.set(credential, budget);
  return budget;
}

/**
 * What is known after a stop.
 *
 * - `proven`: it is gone and cannot come back
 * - `accepted`: the vendor took the order; ask again
 * - `unproven`: the vendor does not know it, which is no proof while it may be moving the task
 */
export interface StopReceipt {
  readonly outcome: "proven" | "accepted" | "unproven";
  /** When asking again can prove it, from now. 0 for `proven`. */
  readonly provableAfterMs: number;
  readonly requestId?: string;
}

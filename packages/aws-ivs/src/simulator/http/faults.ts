import type { IvsErrorName } from "./ivs-errors.js";

/**
 * What goes wrong with a request.
 *
 * - `error`: this error instead; with `effect` the service has done what was asked all the same
 * - `reset`: the connection breaks before the service sees the request
 * - `lost-answer`: the service does what was asked, then the connection breaks
 * - `no-answer`: the service does what was asked, and nothing comes back
 * - `truncated`: the answer breaks off in the middle
 * - `slow`: the answer, with its effect long done, comes so much later by the simulator's clock
 * - `html`: a page of some machine in between, and no effect
 * - `unknown-value`: every `state` and `health` in the answer has a value that nobody has heard of
 * - `extra-fields`: fields in the answer that nobody has heard of
 * - `body`: the answer's text as `change` makes it
 */
export type AwsIvsFault =
  | {
      readonly kind: "error";
      readonly name: IvsErrorName;
      readonly message?: string;
      readonly retryAfterSeconds?: number;
      readonly effect?: boolean;
    }
  | {
      readonly kind: "reset" | "lost-answer" | "no-answer" | "truncated" | "unknown-value" | "extra-fields";
    }
  | { readonly kind: "slow"; readonly milliseconds: number }
  | { readonly kind: "html"; readonly status?: number }
  | { readonly kind: "body"; readonly change: (text: string) => string };

/** Which requests a fault meets. */
export interface FaultScope {
  /** As IVS calls it: `CreateChannel`. Default: every one. */
  readonly operation?: string;
  /** How many requests. Default 1; `Infinity` until `clear()`. */
  readonly times?: number;
}

/** Faults on demand. The earliest that fits a request meets it. */
export interface AwsIvsFaults {
  add(fault: AwsIvsFault, scope?: FaultScope): void;
  clear(): void;
}

/** The faults that are still to come. */
export class FaultList implements AwsIvsFaults {
  #entries: { readonly fault: AwsIvsFault; readonly operation: string | undefined; left: number }[] = [];

  add(fault: AwsIvsFault, { operation, times = 1 }: FaultScope = {}): void {
    this.#entries.push({ fault, operation, left: times });
  }

  clear(): void {
    this.#entries = [];
  }

  /** The fault that meets this request, used up by one. */
  take(operation: string): AwsIvsFault | null {
    const entry = this.#entries.find((each) => (each.operation ?? operation) === operation);
    if (!entry) return null;
    entry.left -= 1;
    if (entry.left <= 0) this.#entries = this.#entries.filter((each) => each !== entry);
    return entry.fault;
  }
}

import type { CloudflareOperation } from "./operations.js";

/**
 * What goes wrong with a request.
 *
 * - `status`: this answer instead; with `effect` the service has done what was asked all the same
 * - `reset`: the connection breaks before the service sees the request
 * - `lost-answer`: the service does what was asked, then the connection breaks
 * - `truncated`: the answer breaks off in the middle
 * - `slow`: the answer, with its effect long done, comes so much later by the simulator's clock
 * - `html`: a page of some machine in between, and no effect
 * - `unknown-value`: every `state`, `status` and `reason` in the answer has a value that nobody has heard of
 * - `extra-fields`: every object in the answer has fields that nobody has heard of
 * - `body`: the answer's text as `change` makes it
 */
export type CloudflareFault =
  | {
      readonly kind: "status";
      readonly status: number;
      /** An object is sent as JSON. Default: Cloudflare's envelope of a failure. */
      readonly body?: object | string;
      readonly retryAfterSeconds?: number;
      readonly effect?: boolean;
    }
  | { readonly kind: "reset" | "lost-answer" | "truncated" | "unknown-value" | "extra-fields" }
  | { readonly kind: "slow"; readonly milliseconds: number }
  | { readonly kind: "html"; readonly status?: number }
  | { readonly kind: "body"; readonly change: (text: string) => string };

/** Which requests a fault meets. */
export interface FaultScope {
  /** Default: every call. */
  readonly operation?: CloudflareOperation;
  /** How many requests. Default 1; `Infinity` until `clear()`. */
  readonly times?: number;
}

/** Faults on demand. The earliest that fits a request meets it. */
export interface CloudflareFaults {
  add(fault: CloudflareFault, scope?: FaultScope): void;
  clear(): void;
}

interface Entry {
  readonly fault: CloudflareFault;
  readonly operation: CloudflareOperation | undefined;
  left: number;
}

/** The faults that are still to come. */
export class FaultList implements CloudflareFaults {
  #entries: Entry[] = [];

  add(fault: CloudflareFault, { operation, times = 1 }: FaultScope = {}): void {
    this.#entries.push({ fault, operation, left: times });
  }

  clear(): void {
    this.#entries = [];
  }

  /** The fault that meets this request, used up by one. */
  take(operation: CloudflareOperation): CloudflareFault | null {
    const entry = this.#entries.find((each) => (each.operation ?? operation) === operation);
    if (!entry) return null;
    entry.left -= 1;
    if (entry.left <= 0) this.#entries = this.#entries.filter((each) => each !== entry);
    return entry.fault;
  }
}

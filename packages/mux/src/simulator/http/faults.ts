import type { MuxOperation } from "./operations.js";

/**
 * What goes wrong with a request.
 *
 * - `status`: this answer instead; with `effect` the service has done what was asked all the same
 * - `reset`: the connection breaks before the service sees the request
 * - `lost-answer`: the service does what was asked, then the connection breaks
 * - `truncated`: the answer breaks off in the middle
 * - `slow`: the answer, with its effect long done, comes so much later by the simulator's clock
 * - `html`: a page of some machine in between, and no effect
 * - `unknown-value`: every `status` in the answer has a value that nobody has heard of, and a field is new
 * - `twice`: the network repeats the request; the answer is that to the second one
 * - `body`: the answer's text as `change` makes it
 */
export type MuxFault =
  | {
      readonly kind: "status";
      readonly status: number;
      /** An object is sent as JSON. Default: Mux's shape of errors. */
      readonly body?: object | string;
      readonly retryAfterSeconds?: number;
      readonly effect?: boolean;
    }
  | { readonly kind: "reset" | "lost-answer" | "truncated" | "unknown-value" | "twice" }
  | { readonly kind: "slow"; readonly milliseconds: number }
  | { readonly kind: "html"; readonly status?: number }
  | { readonly kind: "body"; readonly change: (text: string) => string };

/** Which requests a fault meets. */
export interface MuxFaultScope {
  /** Default: every call, players' requests apart. */
  readonly operation?: MuxOperation;
  /** How many requests. Default 1; `Infinity` until `clear()`. */
  readonly times?: number;
}

/** Faults on demand. The earliest that fits a request meets it. */
export interface MuxFaults {
  add(fault: MuxFault, scope?: MuxFaultScope): void;
  clear(): void;
}

interface Entry {
  readonly fault: MuxFault;
  readonly scope: MuxFaultScope;
  left: number;
}

/** The faults that are still to come. */
export class FaultList implements MuxFaults {
  #entries: Entry[] = [];

  add(fault: MuxFault, scope: MuxFaultScope = {}): void {
    this.#entries.push({ fault, scope, left: scope.times ?? 1 });
  }

  clear(): void {
    this.#entries = [];
  }

  /** The fault that meets this request, used up by one. */
  take(operation: MuxOperation): MuxFault | null {
    const isPlayer = operation === "play" || operation === "playSimulated";
    const entry = this.#entries.find(({ scope }) => scope.operation === operation || (!scope.operation && !isPlayer));
    if (!entry) return null;
    entry.left -= 1;
    if (entry.left <= 0) this.#entries = this.#entries.filter((each) => each !== entry);
    return entry.fault;
  }
}

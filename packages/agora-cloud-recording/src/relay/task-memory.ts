import type { Clock } from "@hybrid-stream/spec";
import type { WebHandle } from "./web-handle.js";

interface Known {
  readonly sid: string;
  /** Which resource it was started with; `null` when a notification told the sid. */
  readonly resourceId: string | null;
}

interface Ending {
  /** Whether the vendor has taken a stop. */
  accepted: boolean;
  /** When it first did not find the task, in a row; on the monotonic clock. */
  missingSince: number | null;
}

const most = 10_000;

/**
 * What this process has learned of tasks beyond what is stored: their sids, from answers and notifications, and how
 * far their stop has come. All of it may be lost: then proofs only take longer.
 */
export class TaskMemory {
  readonly #known = new Map<string, Known>();
  readonly #started = new Map<string, WebHandle>();
  readonly #endings = new Map<string, Ending>();
  /** Tasks that were started only to use up a resource. */
  readonly #blanks = new Set<string>();

  constructor(private readonly clock: Clock) {}

  /** A start has answered. */
  started(handle: WebHandle & { readonly sid: string }): void {
    keep(this.#started, keyOf(handle), handle);
    this.learn(handle, handle);
  }

  /** What a start of these names has answered in this process. */
  handleOf(names: { readonly cname: string; readonly uid: string }): WebHandle | undefined {
    return this.#started.get(keyOf(names));
  }

  learn(names: { readonly cname: string; readonly uid: string }, known: Known): void {
    const key = keyOf(names);
    // A notification does not know the resource: what an answer told stands.
    if (known.resourceId === null && this.#known.get(key)?.sid === known.sid) return;
    keep(this.#known, key, known);
  }

  /** The handle with what is known of its task. */
  recall(handle: WebHandle): WebHandle {
    if (handle.sid !== null) return handle;
    const known = this.#known.get(keyOf(handle));
    if (known === undefined) return handle;
    return { ...handle, sid: known.sid, resourceId: known.resourceId ?? handle.resourceId };
  }

  markBlank(sid: string): void {
    this.#blanks.add(sid);
    const [oldest] = this.#blanks;
    if (this.#blanks.size > most && oldest !== undefined) this.#blanks.delete(oldest);
  }

  isBlank(sid: string): boolean {
    return this.#blanks.has(sid);
  }

  /** The vendor took a stop. */
  stopAccepted(sid: string): void {
    keep(this.#endings, sid, { accepted: true, missingSince: null });
  }

  isStopAccepted(sid: string): boolean {
    return this.#endings.get(sid)?.accepted ?? false;
  }

  /** The vendor does not find the task; for how long by now. Milliseconds. */
  missing(sid: string): number {
    const ending = this.#endings.get(sid) ?? { accepted: false, missingSince: null };
    ending.missingSince ??= this.clock.monotonic();
    keep(this.#endings, sid, ending);
    return this.clock.monotonic() - ending.missingSince;
  }

  /** The vendor found it. */
  seen(sid: string): void {
    const ending = this.#endings.get(sid);
    if (ending) ending.missingSince = null;
  }
}

const keyOf = ({ cname, uid }: { readonly cname: string; readonly uid: string }): string => `${cname}/${uid}`;

function keep<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}

import type { Clock } from "@hybrid-stream/spec";
import { givenUp, refuseAborted } from "../rest/given-up.js";

/** How long one answer serves all that ask, at the least. */
const leastFreshMs = 2000;
/** What was not asked for in this time counts no more. */
const countedMs = 60_000;

/** Who waits for a shared answer. */
interface Asking {
  readonly signal: AbortSignal;
  readonly provider: string;
  readonly operation: string;
}

/**
 * Lets all that ask for the same thing within two seconds share one request, and within longer where so many things are
 * asked for that the quota demands it. A failure is shared only while under way.
 */
export class SharedReads<Value> {
  readonly #clock: Clock;
  readonly #perSecond: number;
  readonly #answers = new Map<string, { readonly askedAt: number; readonly value: Promise<Value> }>();
  readonly #wanted = new Map<string, number>();

  /** `perSecond`: how many requests may be made. */
  constructor(clock: Clock, perSecond: number) {
    this.#clock = clock;
    this.#perSecond = perSecond;
  }

  /** @param read gets no signal of the one who asks: others may wait for the same answer. */
  async get(key: string, asking: Asking, read: () => Promise<Value>): Promise<Value> {
    refuseAborted(asking);
    const { value } = this.#fresh(key) ?? this.#ask(key, read);
    let onAbort = (): void => {};
    const aborted = new Promise<never>((_, reject) => {
      onAbort = () => reject(givenUp(asking));
      asking.signal.addEventListener("abort", onAbort, { once: true });
    });
    try {
      return await Promise.race([value, aborted]);
    } finally {
      asking.signal.removeEventListener("abort", onAbort);
    }
  }

  #fresh(key: string) {
    const now = this.#clock.monotonic();
    // Each is set anew, so that the oldest stand first.
    this.#wanted.delete(key);
    this.#wanted.set(key, now);
    for (const [each, at] of this.#wanted) {
      if (now - at <= countedMs) break;
      this.#wanted.delete(each);
    }
    const freshMs = Math.max(leastFreshMs, (this.#wanted.size / this.#perSecond) * 1000);
    for (const [each, { askedAt }] of this.#answers) {
      if (now - askedAt < freshMs) break;
      this.#answers.delete(each);
    }
    return this.#answers.get(key);
  }

  #ask(key: string, read: () => Promise<Value>) {
    const answer = { askedAt: this.#clock.monotonic(), value: read() };
    this.#answers.delete(key);
    this.#answers.set(key, answer);
    answer.value.catch(() => {
      if (this.#answers.get(key) === answer) this.#answers.delete(key);
    });
    return answer;
  }
}

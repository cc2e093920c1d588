import type { Clock } from "@hybrid-stream/spec";
import { givenUp, refuseAborted } from "../rest/given-up.js";

/** How long one answer serves all that ask. */
const freshMs = 2000;

/** Who waits for a shared answer. */
interface Asking {
  readonly signal: AbortSignal;
  readonly provider: string;
  readonly operation: string;
}

/** Lets all that ask for the same thing within two seconds share one request. A failure is shared only while under way. */
export class SharedReads<Value> {
  readonly #clock: Clock;
  readonly #answers = new Map<string, { readonly askedAt: number; readonly value: Promise<Value> }>();

  constructor(clock: Clock) {
    this.#clock = clock;
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
    for (const [each, { askedAt }] of this.#answers) {
      // The oldest stand first.
      if (now - askedAt < freshMs) break;
      this.#answers.delete(each);
    }
    return this.#answers.get(key);
  }

  #ask(key: string, read: () => Promise<Value>) {
    const answer = { askedAt: this.#clock.monotonic(), value: read() };
    this.#answers.set(key, answer);
    answer.value.catch(() => {
      if (this.#answers.get(key) === answer) this.#answers.delete(key);
    });
    return answer;
  }
}

import type { Clock } from "@hybrid-stream/spec";

interface Entry<Value> {
  readonly value: Value;
  readonly at: Date;
  readonly until: number;
}

const remembered = 20_000;

/** Keeps each reading for a while. One that failed is read anew. */
export class Recent<Value> {
  readonly #clock: Clock;
  readonly #ageMs: number;
  readonly #entries = new Map<string, Entry<Value>>();

  constructor(clock: Clock, ageMs: number) {
    this.#clock = clock;
    this.#ageMs = ageMs;
  }

  /** The value, and when it was read. `null` counts as a failure: the next one asks again. */
  async read(name: string, read: () => Promise<Value>): Promise<{ readonly value: Value; readonly at: Date }> {
    const known = this.#entries.get(name);
    if (known !== undefined && this.#clock.monotonic() < known.until) return known;
    const entry = { at: this.#clock.now(), until: this.#clock.monotonic() + this.#ageMs, value: await read() };
    this.#entries.delete(name);
    if (entry.value !== null) this.#entries.set(name, entry);
    const oldest = this.#entries.size > remembered ? this.#entries.keys().next() : null;
    if (oldest?.done === false) this.#entries.delete(oldest.value);
    return entry;
  }
}

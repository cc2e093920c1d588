import type { Hint } from "@hybrid-stream/spec";

/** Who wants to hear of what this provider finds out without being asked. */
export class HintListeners {
  readonly #listeners = new Set<(hint: Hint) => void>();
  #told = 0;

  /** Returns a function that ends it. */
  add(listener: (hint: Hint) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(hint: Omit<Hint, "id">): void {
    this.#told += 1;
    const id = `${hint.provider}-${this.#told}`;
    for (const listener of this.#listeners) listener({ id, ...hint });
  }
}

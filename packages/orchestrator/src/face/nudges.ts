/** Calls whoever waits for a channel to change. */
export class Nudges {
  readonly #listeners = new Map<string, Set<() => void>>();

  /** Returns a function that ends it. */
  on(channelId: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(channelId) ?? new Set();
    this.#listeners.set(channelId, listeners);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(channelId) === listeners) this.#listeners.delete(channelId);
    };
  }

  nudge(channelId: string): void {
    for (const listener of this.#listeners.get(channelId) ?? []) listener();
  }
}

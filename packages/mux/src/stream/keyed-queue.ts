/** Lets work on one key follow the work on it before: two creations of one stream must see each other. */
export class KeyedQueue {
  readonly #last = new Map<string, Promise<unknown>>();

  /** @param wait how to wait for the work before; when it throws, this work is not done. */
  run<Result>(
    key: string,
    wait: (before: Promise<unknown>) => Promise<unknown>,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const mine = wait(before).then(work);
    // Whoever gives up its place must not let the next one in before its time.
    const settled = Promise.allSettled([before, mine]);
    this.#last.set(key, settled);
    void settled.then(() => {
      if (this.#last.get(key) === settled) this.#last.delete(key);
    });
    return mine;
  }
}

/**
 * How a web page behaves in the recorder's browser.
 *
 * - `ready`: it loads, and calls `notifyReady`
 * - `never-ready`: it loads, and never calls it
 * - `unreachable`: it cannot be opened
 */
export type PageBehaviour = "ready" | "never-ready" | "unreachable";

/** What recordings meet outside of Agora. */
export class Outside {
  readonly #pages = new Map<string, PageBehaviour>();
  readonly #brokenBuckets = new Set<string>();

  page(url: string): PageBehaviour {
    return this.#pages.get(url) ?? "ready";
  }

  setPage(url: string, behaviour: PageBehaviour): void {
    this.#pages.set(url, behaviour);
  }

  isBroken(bucket: string): boolean {
    return this.#brokenBuckets.has(bucket);
  }

  setBucketBroken(bucket: string, broken: boolean): void {
    if (broken) this.#brokenBuckets.add(bucket);
    else this.#brokenBuckets.delete(bucket);
  }
}

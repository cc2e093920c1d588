import type { Clock } from "@hybrid-stream/spec";
import { processTree, proportionalBytes } from "./process-tree.js";

const shortestSampleMs = 1_000;

export interface TreeUsage {
  /** Shared memory is counted once. */
  readonly residentBytes: number | null;
  /** Percent of one core. */
  readonly cpuPercent: number | null;
}

/** Measures a process and everything below it, at most once a second: a look costs some milliseconds. */
export class TreeMeter {
  readonly #root: number | null;
  readonly #clock: Clock;
  #seen = new Map<number, number>();
  #at: number | null = null;
  #usage: TreeUsage = { residentBytes: null, cpuPercent: null };

  constructor(root: number | null, clock: Clock) {
    this.#root = root;
    this.#clock = clock;
  }

  read(): TreeUsage {
    const now = this.#clock.monotonic();
    const elapsed = this.#at === null ? null : now - this.#at;
    if (this.#root === null || (elapsed !== null && elapsed < shortestSampleMs)) return this.#usage;
    const tree = processTree(this.#root);
    // A process that has ended takes its time with it, so each is compared with itself.
    const used = tree.reduce((sum, { pid, cpuMs }) => sum + cpuMs - (this.#seen.get(pid) ?? 0), 0);
    this.#seen = new Map(tree.map(({ pid, cpuMs }) => [pid, cpuMs]));
    this.#at = now;
    this.#usage =
      tree.length === 0
        ? { residentBytes: null, cpuPercent: null }
        : {
            residentBytes: tree.reduce((sum, { pid }) => sum + proportionalBytes(pid), 0),
            cpuPercent: elapsed === null ? null : Math.max(0, (used / elapsed) * 100),
          };
    return this.#usage;
  }
}

import { expect } from "vitest";
import type { TestRunner } from "../src/index.js";

/** What became of each test of a suite that ran in memory; a skipped one is not among them. */
export interface Collected {
  readonly runner: TestRunner;
  readonly skipped: string[];
  /** Runs the tests, or the one with this name. Gives the names of those that failed, with why. */
  run(only?: string): Promise<Map<string, unknown>>;
}

/** A test runner of a few lines: it collects tests, runs them one after another and keeps what they throw. */
export function collect(): Collected {
  const tests: { name: string; body: () => Promise<void> }[] = [];
  const skipped: string[] = [];
  const it: TestRunner["it"] = Object.assign((name: string, body: () => Promise<void>) => tests.push({ name, body }), {
    skip: (name: string) => skipped.push(name),
  });
  return {
    runner: { describe: (_name, body) => body(), it, expect },
    skipped,
    run: async (only) => {
      const failures = new Map<string, unknown>();
      const chosen = tests.filter(({ name }) => only === undefined || name === only);
      if (chosen.length === 0) throw new Error(`No test is named ${only}.`);
      for (const { name, body } of chosen) {
        await body().catch((error: unknown) => failures.set(name, error));
      }
      return failures;
    },
  };
}

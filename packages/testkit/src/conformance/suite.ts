import { HybridStreamError } from "@hybrid-stream/spec";

/** What a suite needs of a test runner. Those of vitest, jest and bun fit as they are. */
export interface TestRunner {
  describe(name: string, body: () => void): unknown;
  readonly it: {
    (name: string, body: () => Promise<void>, timeoutMs?: number): unknown;
    skip?(name: string, body: () => Promise<void>): unknown;
  };
  expect(actual: unknown): { toEqual(expected: unknown): unknown };
}

/** Rules that an implementation cannot keep. The reason stands beside the test's name in every report. */
export interface SkippedTests {
  readonly reason: string;
  /** Names of tests, as the suite prints them. */
  readonly tests: readonly string[];
}

/** What every suite takes besides its subject. */
export interface SuiteOptions<Subject> extends TestRunner {
  /** Stands before the tests. Default: the name of the suite. */
  readonly title?: string;
  /** A fresh subject for each test; its `dispose` is called after the test, whatever came of it. */
  create(): Subject | Promise<Subject>;
  readonly skip?: readonly SkippedTests[];
  /** For each test, handed to the runner. Milliseconds; default: the runner's own. */
  readonly timeoutMs?: number;
}

/** One rule of a contract. */
export interface ConformanceCase<Bench> {
  /** The rule, in words. */
  readonly name: string;
  run(bench: Bench): Promise<void>;
}

/** Hands every case to the runner. @throws `invalid-options` when `skip` names a test that there is not. */
export function registerSuite<Subject extends { dispose(): void | Promise<void> }, Bench>(suite: {
  readonly title: string;
  readonly options: SuiteOptions<Subject>;
  readonly cases: readonly ConformanceCase<Bench>[];
  readonly benchFor: (subject: Subject) => Bench;
}): void {
  const { options, cases } = suite;
  const reasons = new Map<string, string>();
  for (const { reason, tests } of options.skip ?? []) {
    for (const name of tests) {
      if (!cases.some((candidate) => candidate.name === name)) {
        throw new HybridStreamError({
          code: "invalid-options",
          field: "skip",
          message: `skip names the test "${name}", which this suite does not have. Correct or remove it.`,
        });
      }
      reasons.set(name, reason);
    }
  }
  options.describe(options.title ?? suite.title, () => {
    for (const { name, run } of cases) {
      const reason = reasons.get(name);
      if (reason !== undefined) {
        const skip = options.it.skip ?? options.it;
        skip(`${name} [skipped: ${reason}]`, async () => {});
        continue;
      }
      const body = async (): Promise<void> => {
        const subject = await options.create();
        try {
          await run(suite.benchFor(subject));
        } finally {
          await subject.dispose();
        }
      };
      if (options.timeoutMs === undefined) options.it(name, body);
      else options.it(name, body, options.timeoutMs);
    }
  });
}

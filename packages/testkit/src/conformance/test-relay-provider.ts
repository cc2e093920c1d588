import { relayStartCases } from "./relay-start-cases.js";
import { relayStatusCases } from "./relay-status-cases.js";
import { relayStopCases } from "./relay-stop-cases.js";
import { RelayBench, type RelayCase, type RelaySubject } from "./relay-subject.js";
import { sharedCases } from "./shared-cases.js";
import { registerSuite, type SuiteOptions } from "./suite.js";

const cases: readonly RelayCase[] = [...sharedCases, ...relayStartCases, ...relayStatusCases, ...relayStopCases];

/** The names of the suite's tests, for `skip`. */
export const relayTestNames: readonly string[] = cases.map(({ name }) => name);

/** Tests a relay provider against the contract of `RelayProvider`, one rule a test. */
export function testRelayProvider(options: SuiteOptions<RelaySubject>): void {
  registerSuite({
    title: "relay provider",
    options,
    cases,
    benchFor: (subject) => new RelayBench(subject, options.expect),
  });
}

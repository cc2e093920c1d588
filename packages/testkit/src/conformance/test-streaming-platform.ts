import { platformAccountCases } from "./platform-account-cases.js";
import { platformAnswerCases } from "./platform-answer-cases.js";
import { platformCreateCases } from "./platform-create-cases.js";
import { platformEndCases } from "./platform-end-cases.js";
import { platformFaultCases } from "./platform-fault-cases.js";
import { platformKeyCases } from "./platform-key-cases.js";
import { platformPlaybackCases } from "./platform-playback-cases.js";
import { platformRecordingCases } from "./platform-recording-cases.js";
import { PlatformBench, type PlatformCase, type PlatformSubject } from "./platform-subject.js";
import { platformWebhookCases } from "./platform-webhook-cases.js";
import { sharedCases } from "./shared-cases.js";
import { registerSuite, type SuiteOptions } from "./suite.js";

const cases: readonly PlatformCase[] = [
  ...sharedCases,
  ...platformCreateCases,
  ...platformKeyCases,
  ...platformPlaybackCases,
  ...platformEndCases,
  ...platformRecordingCases,
  ...platformAccountCases,
  ...platformFaultCases,
  ...platformAnswerCases,
  ...platformWebhookCases,
];

/** The names of the suite's tests, for `skip`. */
export const platformTestNames: readonly string[] = cases.map(({ name }) => name);

/** Tests a streaming platform against the contract of `StreamingPlatform`, one rule a test. */
export function testStreamingPlatform(options: SuiteOptions<PlatformSubject>): void {
  registerSuite({
    title: "streaming platform",
    options,
    cases,
    benchFor: (subject) => new PlatformBench(subject, options.expect),
  });
}

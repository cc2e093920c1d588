export type { SubjectBase } from "./conformance/bench.js";
export type { PlatformSubject, Publication } from "./conformance/platform-subject.js";
export type { RelaySubject } from "./conformance/relay-subject.js";
export type { SkippedTests, SuiteOptions, TestRunner } from "./conformance/suite.js";
export * from "./conformance/test-relay-provider.js";
export * from "./conformance/test-streaming-platform.js";
export type {
  StreamWebhookRequest,
  VendorFault,
  VendorFaultKind,
  VendorHooks,
} from "./conformance/vendor-hooks.js";
export * from "./effect-context.js";
export type { FakeCall, FakeCallLog, FakeFault, FakeFaults } from "./fake-faults.js";
export * from "./fake-relay-provider.js";
export * from "./fake-rtc-source.js";
export type { StreamSetup } from "./fake-stream.js";
export * from "./fake-streaming-platform.js";
export { fakeWebhook } from "./fake-webhooks.js";
export { createFakeWorld, type FakeWorld } from "./fake-world.js";
export type { FakeWorldOptions } from "./fake-world-engine.js";
export type {
  FakeKey,
  FakeStream,
  FakeTask,
  PlatformOutage,
  TaskSetup,
  WorldEvent,
  WorldViolation,
} from "./fake-world-types.js";
export {
  createFaultProxy,
  type FaultMode,
  type FaultProxy,
  type FaultProxyOptions,
} from "./fault-proxy/fault-proxy.js";
export * from "./settle.js";
export * from "./virtual-clock.js";
export * from "./wait-until.js";

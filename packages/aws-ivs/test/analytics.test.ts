import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { effectContext } from "@hybrid-stream/testkit";
import { expect, it, vi } from "vitest";
import { periodOf } from "../src/metrics/metric-queries.js";
import { ivsBench, spec } from "./ivs-bench.js";

const call = effectContext();
const nothing = {
  minutesDelivered: null,
  minutesReceived: null,
  bytesDelivered: null,
  peakViewers: null,
  averageBitrateKbps: null,
  delaySeconds: null,
};

/** A show of ten minutes: five with 100 viewers, five with 20. */
async function show(options: Parameters<typeof ivsBench>[0] = {}) {
  const bench = ivsBench(options);
  const { simulator, platform, clock } = bench;
  const { handle } = await platform.createLiveStream(spec, call);
  const { streamKey } = await platform.getStreamKey(handle, call);
  const from = clock.now();
  const encoder = simulator.publish({ streamKey: streamKey.reveal() });
  for (const viewers of [100, 20]) {
    simulator.setViewers(String(handle.data.channelArn), viewers);
    await clock.advance(300_000);
  }
  encoder.stop();
  return { ...bench, handle, range: { from, to: clock.now() } };
}

it("reads what AWS bills from CloudWatch, by its real client", async () => {
  const { simulator, another, handle, range } = await show();
  const { requestHandler, region, credentials } = simulator;
  const platform = another({ cloudWatch: new CloudWatchClient({ requestHandler, region, credentials }) });
  expect(await platform.getStreamAnalytics(handle, range, call)).toEqual({
    ...nothing,
    minutesDelivered: 600,
    minutesReceived: 10,
    peakViewers: 100,
    averageBitrateKbps: 2500,
    delaySeconds: 60,
  });
  const before = { from: new Date(0), to: new Date(1000) };
  expect(await platform.getStreamAnalytics(handle, before, call)).toEqual({ ...nothing, delaySeconds: 60 });
});

it("knows nothing without CloudWatch, and asks nobody", async () => {
  const { platform, handle, range, simulator } = await show();
  const before = simulator.requestCount;
  expect(await platform.getStreamAnalytics(handle, range, call)).toEqual(nothing);
  expect(simulator.requestCount).toBe(before);
});

it("says what to install where the optional package is missing", async () => {
  vi.doMock("@aws-sdk/client-cloudwatch", () => {
    throw Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" });
  });
  try {
    const { handle, range, another } = await show();
    const asked = another({ cloudWatch: true }).getStreamAnalytics(handle, range, call);
    await expect(asked).rejects.toMatchObject({ code: "invalid-options", field: "cloudWatch" });
    const again = another({ cloudWatch: true }).getStreamAnalytics(handle, range, call);
    await expect(again).rejects.toThrow("npm install @aws-sdk/client-cloudwatch");
  } finally {
    vi.doUnmock("@aws-sdk/client-cloudwatch");
  }
});

it("ends in a typed error when CloudWatch refuses, breaks, or answers something else", async () => {
  const { another, handle, range } = await show();
  const answers: readonly [() => Promise<unknown>, string][] = [
    [async () => ({ MetricDataResults: "none" }), "unexpected-response"],
    [
      () => Promise.reject(Object.assign(new Error("x"), { name: "AccessDenied", $metadata: { httpStatusCode: 403 } })),
      "forbidden",
    ],
    [() => Promise.reject(Object.assign(new Error("x"), { code: "ECONNREFUSED" })), "network-unreachable"],
    [() => new Promise(() => {}), "timeout"],
  ];
  for (const [send, code] of answers) {
    const asked = another({ cloudWatch: { send } }).getStreamAnalytics(handle, range, call);
    await expect(asked).rejects.toMatchObject({ code, provider: "aws-ivs", operation: "getStreamAnalytics" });
  }
});

it("asks for the finest period that is still kept, and for no more figures than needed", () => {
  const now = new Date("2026-06-30T00:00:00Z");
  const hours = (count: number) => new Date(now.getTime() - count * 3_600_000);
  expect(periodOf({ from: hours(1), to: now }, now)).toBe(5);
  expect(periodOf({ from: hours(5), to: now }, now)).toBe(60);
  expect(periodOf({ from: hours(24 * 20), to: hours(24 * 19) }, now)).toBe(300);
  expect(periodOf({ from: hours(24 * 100), to: hours(24 * 99) }, now)).toBe(3600);
  expect(periodOf({ from: hours(24 * 400), to: now }, now)).toBe(86_400);
});

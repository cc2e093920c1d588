import { type Clock, type LiveStreamSpec, systemClock } from "@hybrid-stream/spec";
import { createVirtualClock, effectContext, type VirtualClock } from "@hybrid-stream/testkit";
import { onTestFinished } from "vitest";
import { type AwsIvs, type AwsIvsOptions, awsIvs } from "../src/index.js";
import { type AwsIvsSimulator, type AwsIvsSimulatorOptions, createAwsIvsSimulator } from "../src/simulator.js";
import { collectLog } from "./collect-log.js";

export const eventSecret = "secret-of-the-api-destination";

export const spec: LiveStreamSpec = {
  access: "public",
  recording: false,
  latency: "low",
  continuityWindowSeconds: 30,
};

/** Real time, so many times faster: what waits by it needs nobody to move it. */
export function fastClock(factor: number): Clock {
  const startMs = Date.parse("2026-01-01T00:00:00Z");
  const began = performance.now();
  const monotonic = (): number => (performance.now() - began) * factor;
  return {
    now: () => new Date(startMs + monotonic()),
    monotonic,
    setTimeout: (callback, milliseconds) => setTimeout(callback, milliseconds / factor),
    clearTimeout: systemClock.clearTimeout,
  };
}

let accounts = 0;

/** The platform in front of the simulator, in process. A bench has a credential of its own: pacers are shared by it. */
export function openBench({
  options = {},
  simulated = {},
  clock = fastClock(100),
}: {
  readonly options?: AwsIvsOptions;
  readonly simulated?: Omit<AwsIvsSimulatorOptions, "clock">;
  readonly clock?: Clock;
} = {}) {
  accounts += 1;
  const { logger, lines } = collectLog();
  const credentials = { accessKeyId: `AKIATEST${accounts}`, secretAccessKey: `secret-access-key-${accounts}` };
  const platforms: AwsIvs[] = [];
  const simulator: AwsIvsSimulator = createAwsIvsSimulator({
    clock,
    credentials,
    // As EventBridge with an API destination would deliver them.
    events: {
      handler: async (event) => {
        const request = webhookOf(event, clock.now());
        for (const platform of platforms) await platform.parseWebhook?.(request);
      },
    },
    ...simulated,
  });
  const another = (more: AwsIvsOptions = {}): AwsIvs => {
    const platform = awsIvs({
      region: "eu-west-1",
      credentials,
      requestHandler: simulator.requestHandler,
      fetch: simulator.fetch,
      eventSecret,
      clock,
      logger,
      ...options,
      ...more,
    });
    platforms.push(platform);
    return platform;
  };
  const platform = another();
  return {
    clock,
    simulator,
    platform,
    lines,
    credentials,
    another,
    operations: () => simulator.requests().map(({ operation }) => operation),
    close: async () => {
      for (const each of platforms) await each.close();
      await simulator.close();
    },
  };
}

/** Lets a call have as much virtual time as it needs. */
async function drive<Value>(clock: VirtualClock, call: Promise<Value>): Promise<Value> {
  let over = false;
  const end = (): void => {
    over = true;
  };
  call.then(end, end);
  // Once is not enough: a package that is still being loaded sets no timer.
  while (!over) await clock.runUntil(() => over, { limitMs: 10_000 });
  return call;
}

/** The platform with every call driven: one after the other, time passes while it waits. */
function driven(platform: AwsIvs, clock: VirtualClock): AwsIvs {
  return new Proxy(platform, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return (...parameters: unknown[]) => {
        const result: unknown = Reflect.apply(member, target, parameters);
        return result instanceof Promise ? drive(clock, result) : result;
      };
    },
  });
}

/**
 * The AWS SDK reads its shared files once, with the first request of a process. Later no request waits for anything
 * but the simulator, and virtual time cannot run away from it.
 */
async function warmUp(): Promise<void> {
  const bench = openBench({ clock: systemClock });
  await bench.platform.findLiveStream?.(effectContext());
  await bench.close();
}
await warmUp();

/** A bench on a virtual clock, closed with its test. */
export function ivsBench(parts: Omit<NonNullable<Parameters<typeof openBench>[0]>, "clock"> = {}) {
  const clock = createVirtualClock();
  const bench = openBench({ ...parts, clock });
  onTestFinished(bench.close);
  return {
    ...bench,
    clock,
    platform: driven(bench.platform, clock),
    /** For calls beside each other: `drive` their common end. */
    undriven: bench.platform,
    another: (options?: AwsIvsOptions) => driven(bench.another(options), clock),
    /** Every stream of a namespace. */
    list: (namespace = "testkit") => {
      const collect = async () => {
        const found = [];
        for await (const each of bench.platform.listLiveStreams?.(effectContext({ namespace })) ?? []) found.push(each);
        return found;
      };
      return drive(clock, collect());
    },
    drive: <Value>(call: Promise<Value>) => drive(clock, call),
  };
}

export type IvsBench = ReturnType<typeof ivsBench>;

/** An event as an API destination of EventBridge sends it. */
export function webhookOf(event: object, receivedAt: Date, secret = eventSecret) {
  return {
    method: "POST",
    url: "https://shop.example/webhooks/aws-ivs",
    headers: { "x-hybrid-stream-secret": secret, "content-type": "application/json" },
    body: new TextEncoder().encode(JSON.stringify(event)),
    receivedAt,
  };
}

import { readRawWebhook } from "@hybrid-stream/provider-kit";
import type { Clock, Hint, LiveStreamSpec } from "@hybrid-stream/spec";
import { createVirtualClock, effectContext, type VirtualClock } from "@hybrid-stream/testkit";
import { onTestFinished } from "vitest";
import { type MuxOptions, type MuxPlatform, mux } from "../src/index.js";
import { createMuxSimulator, type MuxSimulator, type MuxSimulatorOptions } from "../src/simulator.js";

export const webhookSecret = "whsec-of-the-endpoint";
export const namespace = "testkit";

export const spec: LiveStreamSpec = {
  access: "public",
  recording: true,
  latency: "standard",
  continuityWindowSeconds: 60,
};

/** So many that no test but the one about quotas waits for them. */
const unlimited = { postPerSecond: 1e6, postBurst: 1e6, otherPerSecond: 1e6 };

/** The platform against its simulator, in process. */
export interface MuxBench<BenchClock extends Clock = VirtualClock> {
  readonly platform: MuxPlatform;
  readonly simulator: MuxSimulator;
  readonly clock: BenchClock;
  /** Requests that were sent. */
  sent(): number;
  /** What came out of webhooks, in their order. */
  readonly hints: Hint[];
  /** Another instance, which hears the webhooks too, with a memory of its own, on the same account. */
  another(options?: Partial<MuxOptions>): MuxPlatform;
  close(): Promise<void>;
}

export function benchOn<BenchClock extends Clock>(
  clock: BenchClock,
  options: Partial<MuxOptions> = {},
  simulated: Omit<MuxSimulatorOptions, "clock"> = {},
): MuxBench<BenchClock> {
  let sent = 0;
  const hints: Hint[] = [];
  const simulator = createMuxSimulator({
    clock,
    quotas: unlimited,
    webhook: {
      secret: webhookSecret,
      handler: async (request) => {
        const webhook = await readRawWebhook(request, { now: clock.now() });
        for (const each of listening) {
          const read = (await each.parseWebhook?.(webhook)) ?? [];
          if (each === platform) hints.push(...read);
        }
        return new Response(null, { status: 204 });
      },
    },
    ...simulated,
  });
  const listening: MuxPlatform[] = [];
  const another = (more: Partial<MuxOptions> = {}): MuxPlatform => {
    const made = mux({
      ...simulator.credentials,
      webhookSecret,
      clock,
      fetch: (input, init) => {
        sent += 1;
        return simulator.fetch(input, init);
      },
      requestsPerSecond: { post: 1e6, other: 1e6 },
      ...options,
      ...more,
    });
    listening.push(made);
    return made;
  };
  const platform = another();
  const close = async (): Promise<void> => {
    await Promise.all(listening.map((each) => each.close()));
    await simulator.close();
  };
  return { platform, simulator, clock, sent: () => sent, hints, another, close };
}

/** On a clock that the test moves; closed with its test. */
export function muxBench(
  options: Partial<MuxOptions> = {},
  simulated: Omit<MuxSimulatorOptions, "clock"> = {},
): MuxBench {
  const bench = benchOn(createVirtualClock(), options, simulated);
  onTestFinished(bench.close);
  return bench;
}

/** A stream that receives. */
export async function liveOn({ platform, simulator, clock }: MuxBench, changes: Partial<LiveStreamSpec> = {}) {
  const call = effectContext({ namespace });
  const stream = await platform.createLiveStream({ ...spec, ...changes }, call);
  const endpoint = await platform.getStreamKey(stream.handle, call);
  const encoder = simulator.connectEncoder(endpoint.streamKey.reveal());
  await clock.advance(6_000);
  return { stream, handle: stream.handle, endpoint, encoder, call };
}

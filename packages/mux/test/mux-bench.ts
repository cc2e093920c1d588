import { readRawWebhook } from "@hybrid-stream/provider-kit";
import type { Hint, LiveStreamSpec } from "@hybrid-stream/spec";
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

/** The platform against its simulator, in process, on a clock that the test moves. */
export interface MuxBench {
  readonly platform: MuxPlatform;
  readonly simulator: MuxSimulator;
  readonly clock: VirtualClock;
  /** What came out of webhooks, in their order. */
  readonly hints: Hint[];
  /** Another instance, with a memory of its own, on the same account. */
  another(options?: Partial<MuxOptions>): MuxPlatform;
  close(): Promise<void>;
}

export function benchOf(
  options: Partial<MuxOptions> = {},
  simulated: Omit<MuxSimulatorOptions, "clock"> = {},
): MuxBench {
  const clock = createVirtualClock();
  const hints: Hint[] = [];
  const simulator = createMuxSimulator({
    clock,
    quotas: unlimited,
    webhook: {
      secret: webhookSecret,
      handler: async (request) => {
        hints.push(...((await platform.parseWebhook?.(await readRawWebhook(request, { now: clock.now() }))) ?? []));
        return new Response(null, { status: 204 });
      },
    },
    ...simulated,
  });
  const another = (more: Partial<MuxOptions> = {}): MuxPlatform =>
    mux({
      ...simulator.credentials,
      webhookSecret,
      clock,
      fetch: (input, init) => simulator.fetch(input, init),
      requestsPerSecond: { post: 1e6, other: 1e6 },
      ...options,
      ...more,
    });
  const platform = another();
  const close = async (): Promise<void> => {
    await platform.close();
    await simulator.close();
  };
  return { platform, simulator, clock, hints, another, close };
}

/** A bench that is closed with its test. */
export function muxBench(...parameters: Parameters<typeof benchOf>): MuxBench {
  const bench = benchOf(...parameters);
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

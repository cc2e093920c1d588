import { type Clock, type StreamingPlatform, systemClock } from "@hybrid-stream/spec";
import { effectContext } from "@hybrid-stream/testkit";

const spec = { access: "public", recording: false, latency: "standard", continuityWindowSeconds: 60 } as const;
const end = { disposition: "retire", recording: "keep" } as const;

const restMs = 300_000;

/**
 * The machine's clock, which leaps five minutes on with each `rest`: pacers are full again then. The quota of a real
 * account is not what is measured.
 */
export function restingClock(): Clock & { rest(): void } {
  let restedMs = 0;
  return {
    ...systemClock,
    monotonic: () => performance.now() + restedMs,
    rest() {
      restedMs += restMs;
    },
  };
}

/** Creates a stream that is looked for first, reads its status, ends it. */
export async function ourCycle(platform: StreamingPlatform, number: number): Promise<void> {
  const call = effectContext({ channelId: `bench-${number}` });
  const { handle } = await platform.createLiveStream(spec, call);
  const { exists } = await platform.getStreamStatus(handle, call);
  if (!exists) throw new Error("The stream that was created does not exist.");
  for (let step = 0; step < 20; step += 1) {
    if ((await platform.endLiveStream(handle, end, call)).state === "ended") return;
  }
  throw new Error("The stream did not end.");
}

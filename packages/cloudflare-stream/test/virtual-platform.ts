import { createVirtualClock, effectContext } from "@hybrid-stream/testkit";
import { onTestFinished } from "vitest";
import type { CloudflareStreamOptions } from "../src/index.js";
import type { CloudflareStreamSimulatorOptions } from "../src/simulator.js";
import { simulatedPlatform } from "./simulated-platform.js";

export const spec = { access: "public", recording: true, latency: "standard", continuityWindowSeconds: 30 } as const;

/** A platform against a simulator on a clock that the test moves; closed after the test. */
export function virtualPlatform(
  options: CloudflareStreamOptions = {},
  simulated: Omit<CloudflareStreamSimulatorOptions, "clock" | "apiToken"> = {},
) {
  const clock = createVirtualClock();
  const bench = simulatedPlatform(clock, options, simulated);
  onTestFinished(() => bench.close());
  const { platform, simulator } = bench;
  const call = (channelId = "show-42") => effectContext({ channelId });
  /** Waits while time passes. */
  const passing = async <Value>(work: Promise<Value>): Promise<Value> => {
    let over = false;
    const end = (): void => {
      over = true;
    };
    work.then(end, end);
    await clock.runUntil(() => over);
    return work;
  };
  /** A stream that somebody publishes to. */
  const live = async (channelId?: string) => {
    const { handle } = await platform.createLiveStream(spec, call(channelId));
    const { streamKey } = await platform.getStreamKey(handle, call(channelId));
    const publisher = simulator.connect(streamKey.reveal());
    return { handle, inputId: platform.inputIdOf(handle), streamKey, publisher };
  };
  return { ...bench, clock, call, passing, live };
}

/** The code of the error that a call ends in. */
export async function errorOf(work: Promise<unknown>): Promise<Record<string, unknown>> {
  const thrown: unknown = await work.then(
    () => ({ code: "no error" }),
    (error: unknown) => error,
  );
  return typeof thrown === "object" && thrown !== null ? { ...thrown, message: Reflect.get(thrown, "message") } : {};
}

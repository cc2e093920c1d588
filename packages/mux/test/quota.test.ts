import { HybridStreamError, type LiveStreamHandle } from "@hybrid-stream/spec";
import { createVirtualClock, effectContext } from "@hybrid-stream/testkit";
import { expect, it } from "vitest";
import { mux } from "../src/index.js";
import { createMuxSimulator } from "../src/simulator.js";
import { namespace, spec } from "./mux-bench.js";

const channels = 1000;
const hourMs = 3_600_000;

/** The published quotas on both sides: the simulator refuses what goes beyond them. */
function account() {
  const clock = createVirtualClock();
  const simulator = createMuxSimulator({ clock });
  const platform = mux({ ...simulator.credentials, clock, fetch: (input, init) => simulator.fetch(input, init) });
  const refused = (): number => simulator.requests().filter(({ status }) => status === 429).length;
  /** Lets time pass until the work is over. */
  const during = async <Result>(work: Promise<Result>): Promise<Result> => {
    let isOver = false;
    const end = (): void => {
      isOver = true;
    };
    work.then(end, end);
    while (!isOver) await clock.runUntil(() => isOver);
    return work;
  };
  const close = async (): Promise<void> => {
    await platform.close();
    await simulator.close();
  };
  return { clock, simulator, platform, refused, during, close };
}

const callFor = (streamIncarnation: number) => effectContext({ namespace, streamIncarnation });

it("1,000 live channels stay inside the published quota for an hour, with status no older than 35 s", {
  timeout: 300_000,
}, async () => {
  const { clock, simulator, platform, refused, during, close } = account();
  const handles: LiveStreamHandle[] = [];
  // The channels are there already; their handles come from the list.
  const authorization = `Basic ${Buffer.from(Object.values(simulator.credentials).join(":")).toString("base64")}`;
  for (let number = 1; number <= channels; number += 1) {
    await clock.advance(1000);
    const passthrough = `hs1/${"0".repeat(12)}/${number}/cshow`;
    const body = JSON.stringify({ playback_policies: ["public"], passthrough });
    const url = "https://api.mux.com/video/v1/live-streams";
    await simulator.fetch(url, { method: "POST", headers: { authorization }, body });
  }
  for (const { id, passthrough } of simulator.liveStreams()) {
    const data = { passthrough, access: "public", latency: "standard", liveStreamId: id, playbackId: "p" };
    handles.push({ provider: "mux", version: 1, data });
  }
  const startedAt = clock.monotonic();
  let oldestMs = 0;
  let lastAt = clock.monotonic();
  while (clock.monotonic() - startedAt < hourMs) {
    const statuses = await during(platform.getStreamStatuses?.(handles, callFor(1)) ?? Promise.resolve([]));
    expect(statuses.filter(({ exists }) => exists)).toHaveLength(channels);
    oldestMs = Math.max(oldestMs, clock.monotonic() - lastAt);
    lastAt = clock.monotonic();
    await clock.advance(20_000);
  }
  expect(refused()).toBe(0);
  expect(oldestMs).toBeLessThanOrEqual(35_000);
  await close();
});

it("starts that come all at once are spread over time, and none is refused by Mux", { timeout: 120_000 }, async () => {
  const { simulator, platform, refused, during, close } = account();
  const wanted = Array.from({ length: 60 }, (_, index) => callFor(index + 1));
  const create = async (call: ReturnType<typeof callFor>): Promise<LiveStreamHandle> => {
    for (;;) {
      try {
        return (await platform.createLiveStream(spec, call)).handle;
      } catch (thrown) {
        // What the loop does with an effect whose turn did not come: it tries again.
        if (!HybridStreamError.isInstance(thrown) || thrown.retry !== "safe") throw thrown;
      }
    }
  };
  const made = await during(Promise.all(wanted.map(create)));
  expect(new Set(made.map(({ data }) => data.liveStreamId)).size).toBe(60);
  expect(simulator.liveStreams()).toHaveLength(60);
  expect(refused()).toBe(0);
  await close();
});

import type { LiveStreamHandle, LiveStreamStatus } from "@hybrid-stream/spec";
import { effectContext } from "@hybrid-stream/testkit";
import { expect, it } from "vitest";
import { ivsBench, spec } from "./ivs-bench.js";

const count = 1000;
const roundSeconds = 20;
const call = effectContext();

it("1,000 channels stay inside the published quotas for an hour, with no status older than 35 s", {
  timeout: 300_000,
}, async () => {
  const bench = ivsBench({ simulated: { quotas: { concurrentStreams: count } } });
  const { simulator, platform, clock, drive } = bench;
  const starts = Array.from({ length: count }, async (_, index) => {
    const mine = effectContext({ channelId: `show-${index}` });
    // By the platform itself: driven ones go one after the other.
    const { handle } = await bench.undriven.createLiveStream(spec, mine);
    const { streamKey } = await bench.undriven.getStreamKey(handle, mine);
    // Every tenth channel is not live: those are asked for apart.
    if (index % 10 > 0) simulator.publish({ streamKey: streamKey.reveal() });
    return handle;
  });
  const handles: LiveStreamHandle[] = await drive(Promise.all(starts));

  const began = clock.monotonic();
  let oldestMs = 0;
  let previous: LiveStreamStatus[] = [];
  for (let round = 0; round < 3600 / roundSeconds; round += 1) {
    const roundBegan = clock.monotonic();
    const statuses = (await platform.getStreamStatuses?.(handles, call)) ?? [];
    expect(statuses.filter(({ ingest }) => ingest === "receiving")).toHaveLength(count * 0.9);
    expect(statuses.every(({ exists }) => exists)).toBe(true);
    // Until these came, the ones before were what was known.
    for (const { observedAt } of previous) oldestMs = Math.max(oldestMs, clock.now().getTime() - observedAt.getTime());
    previous = statuses;
    await clock.advance(Math.max(0, roundSeconds * 1000 - (clock.monotonic() - roundBegan)));
  }
  expect(clock.monotonic() - began).toBeGreaterThanOrEqual(3_600_000);
  expect(oldestMs).toBeLessThanOrEqual(35_000);

  const requests = simulator.requests();
  expect(requests.filter(({ status }) => status === 429)).toEqual([]);
  for (const operation of new Set(requests.map((request) => request.operation))) {
    const times = requests.filter((request) => request.operation === operation).map(({ at }) => at.getTime());
    // The sixth request after any one comes more than a second later.
    const crowded = times.filter((at, index) => (times[index + 5] ?? Number.POSITIVE_INFINITY) - at < 1000);
    expect({ operation, crowded }).toEqual({ operation, crowded: [] });
  }
});

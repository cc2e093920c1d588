import { type LiveStreamHandle, type LiveStreamStatus, silentLogger } from "@hybrid-stream/spec";
import { createVirtualClock, effectContext } from "@hybrid-stream/testkit";
import { expect, it, onTestFinished } from "vitest";
import { simulatedPlatform } from "./simulated-platform.js";

const channels = Number(process.env.CHANNELS ?? 1000);
const pollMs = 20_000;
const hourMs = 3_600_000;
const spec = { access: "public", recording: true, latency: "standard", continuityWindowSeconds: 30 } as const;

interface Look {
  readonly status: LiveStreamStatus;
  /** By the virtual clock. */
  readonly at: number;
}

it(`${channels} live channels for an hour stay inside the quota, with statuses no older than 35 s`, {
  timeout: 1_200_000,
}, async () => {
  const clock = createVirtualClock();
  const bench = simulatedPlatform(clock, { logger: silentLogger }, { storage: { limitMinutes: 10_000_000 } });
  const { platform, simulator } = bench;
  onTestFinished(() => bench.close());
  const run = async <Value>(work: Promise<Value>): Promise<Value> => {
    let over = false;
    const end = (): void => {
      over = true;
    };
    work.then(end, end);
    await clock.runUntil(() => over, { limitMs: hourMs });
    return work;
  };
  const calls = Array.from({ length: channels }, (_, channel) => effectContext({ channelId: `channel-${channel}` }));
  const call = (channel: number) => calls[channel] ?? effectContext();

  // All at once: the pacer spreads them, and whoever does not get a turn in time asks again.
  const start = async (channel: number): Promise<LiveStreamHandle> => {
    for (;;) {
      try {
        const { handle } = await platform.createLiveStream(spec, call(channel));
        const { streamKey } = await platform.getStreamKey(handle, call(channel));
        simulator.connect(streamKey.reveal());
        return handle;
      } catch (thrown) {
        expect(thrown).toMatchObject({ code: "timeout", retry: "safe" });
      }
    }
  };
  const handles = await run(Promise.all(Array.from({ length: channels }, (_, channel) => start(channel))));
  expect(simulator.inputs()).toHaveLength(channels);
  expect(simulator.inputs().every(({ connected }) => connected)).toBe(true);

  // The loop of each channel asks for itself, at its own time.
  const looks = handles.map((): Look[] => []);
  const failures: unknown[] = [];
  const observe = async (channel: number, handle: LiveStreamHandle): Promise<void> => {
    try {
      const status = await platform.getStreamStatus(handle, call(channel));
      looks[channel]?.push({ status, at: clock.monotonic() });
    } catch (thrown) {
      failures.push(thrown);
    }
  };
  const beganAt = clock.monotonic();
  // Ten at a time: a timer for each would cost more than what is tested.
  const poll = (first: number): void => {
    handles.slice(first, first + 10).forEach((handle, index) => void observe(first + index, handle));
    clock.setTimeout(() => poll(first), pollMs);
  };
  for (let first = 0; first < channels; first += 10) {
    clock.setTimeout(() => poll(first), (first * pollMs) / channels);
  }
  await clock.advance(hourMs / 2);
  // One encoder dies in the middle: that has to be seen although nobody asks for this input alone.
  const dropped = handles[7];
  if (dropped) simulator.dropPublisher(platform.inputIdOf(dropped));
  const droppedAt = clock.monotonic();
  await clock.advance(hourMs / 2);

  expect(failures).toEqual([]);
  const seen = looks[7]?.find(({ status, at }) => at >= droppedAt && status.ingest !== "receiving");
  expect((seen?.at ?? Number.POSITIVE_INFINITY) - droppedAt).toBeLessThanOrEqual(35_000);
  const start0 = clock.now().getTime() - clock.monotonic();
  let oldest = 0;
  const wrong: LiveStreamStatus[] = [];
  looks.forEach((each, channel) => {
    let knownUntil = beganAt + pollMs;
    for (const { status, at } of each) {
      // Until this look, the last one was the truth that the loop had.
      oldest = Math.max(oldest, at - knownUntil);
      knownUntil = status.observedAt.getTime() - start0;
      const isRight = status.ingest === "receiving" && status.broadcastId !== null;
      if (channel !== 7 && !isRight) wrong.push(status);
    }
  });
  expect(wrong).toEqual([]);
  expect(oldest).toBeLessThanOrEqual(35_000);

  // The player's host apart, which has no quota.
  let first = 0;
  let most = 0;
  bench.apiCallsAt.forEach((at, index) => {
    while (at - (bench.apiCallsAt[first] ?? at) > 300_000) first += 1;
    most = Math.max(most, index - first + 1);
  });
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThan(1200);
  // A stop goes at once, whatever else is asked.
  const receipts = await Promise.all(
    handles
      .slice(0, 50)
      .map((handle, channel) =>
        platform.endLiveStream(handle, { disposition: "retire", recording: "keep" }, call(channel)),
      ),
  );
  expect(receipts.every(({ viewersOff }) => viewersOff)).toBe(true);
});

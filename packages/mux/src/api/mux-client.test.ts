import { effectContext } from "@hybrid-stream/testkit";
import { expect, it } from "vitest";
import { muxBench, namespace, spec } from "../../test/mux-bench.js";

const call = effectContext({ namespace });

it("sends nothing for which too little time is left once its turn comes", async () => {
  const bench = muxBench();
  const { handle } = await bench.platform.createLiveStream(spec, call);
  const paced = bench.another({ requestsPerSecond: { other: 1 } });
  bench.simulator.faults.add({ kind: "slow", milliseconds: 2_900 }, { operation: "getLiveStream", times: 20 });
  const before = bench.sent();
  const asked = Promise.allSettled(Array.from({ length: 12 }, () => paced.getStreamStatus(handle, call)));
  await bench.clock.advance(20_000);
  const answered = (await asked).filter(({ status }) => status === "fulfilled").length;
  expect(answered).toBeGreaterThan(1);
  expect(bench.sent() - before).toBe(answered);
});

import { effectContext } from "@hybrid-stream/testkit";
import { expect, it } from "vitest";
import { muxBench, namespace, spec } from "../../test/mux-bench.js";

const call = effectContext({ namespace });

it("gives nobody another caller's cancellation for an answer", async () => {
  const { platform, simulator, clock, another } = muxBench();
  const { handle } = await platform.createLiveStream(spec, call);
  const finding = another();
  simulator.faults.add({ kind: "slow", milliseconds: 1_000 }, { operation: "listLiveStreams", times: 4 });
  const controllers = [new AbortController(), new AbortController()];
  const first = finding.findLiveStream(call);
  // The others come too late for its reading.
  await clock.advance(1);
  const givenUp = controllers.map(({ signal }) => finding.findLiveStream({ ...call, signal }).catch(() => "given up"));
  const patient = finding.findLiveStream(call);
  controllers[0]?.abort();
  await clock.advance(1_500);
  controllers[1]?.abort();
  await clock.advance(5_000);
  expect(await first).toEqual(handle);
  expect(await Promise.all(givenUp)).toEqual(["given up", "given up"]);
  expect(await patient).toEqual(handle);
});

it("reads the list again when another instance is heard to have deleted a stream under it", async () => {
  const { platform, simulator, clock, another } = muxBench();
  const { handle } = await platform.createLiveStream(spec, call);
  const others = [];
  for (let streamIncarnation = 2; streamIncarnation <= 101; streamIncarnation += 1) {
    others.push((await platform.createLiveStream(spec, effectContext({ namespace, streamIncarnation }))).handle);
  }
  simulator.faults.add({ kind: "slow", milliseconds: 1_000 }, { operation: "listLiveStreams" });
  const finding = another().findLiveStream(call);
  await clock.advance(500);
  const [gone] = others;
  if (!gone) throw new Error("nothing was made");
  await platform.endLiveStream(gone, { disposition: "retire", recording: "keep" }, call);
  await clock.advance(1_000);
  expect(await finding).toEqual(handle);
});

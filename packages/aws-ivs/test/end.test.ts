import { effectContext } from "@hybrid-stream/testkit";
import { expect, it } from "vitest";
import { ivsBench, spec } from "./ivs-bench.js";

const call = effectContext();
const retire = { disposition: "retire", recording: "keep" } as const;

async function liveOn({ platform, simulator }: ReturnType<typeof ivsBench>) {
  const { handle } = await platform.createLiveStream(spec, call);
  const { streamKey } = await platform.getStreamKey(handle, call);
  return { handle, streamKey, encoder: simulator.publish({ streamKey: streamKey.reveal() }) };
}

it("kills the key before the stop, so that an encoder that comes back is refused", async () => {
  const bench = ivsBench();
  const { handle, streamKey, encoder } = await liveOn(bench);
  expect(await bench.platform.endLiveStream(handle, retire, call)).toMatchObject({
    state: "ending",
    viewersOff: false,
  });
  expect(await encoder.closed).toBe("cut");
  expect(bench.simulator.publish({ streamKey: streamKey.reveal() }).isAccepted).toBe(false);
  const { operations } = bench;
  expect(operations().indexOf("DeleteStreamKey")).toBeLessThan(operations().indexOf("StopStream"));
  expect(operations()).not.toContain("DeleteChannel");
});

it("repeats a delete that meets a conflict, and says ending when that goes on", async () => {
  const bench = ivsBench();
  const { handle } = await bench.platform.createLiveStream(spec, call);
  const fault = { kind: "error", name: "ConflictException" } as const;
  bench.simulator.faults.add(fault, { operation: "DeleteChannel", times: 5 });
  const first = await bench.platform.endLiveStream(handle, retire, call);
  expect(first).toEqual({ state: "ending", viewersOff: true, retryAfterMs: 2000 });
  expect(bench.operations().filter((name) => name === "DeleteChannel")).toHaveLength(3);
  expect(await bench.platform.endLiveStream(handle, retire, call)).toMatchObject({ state: "ended" });
  expect(bench.simulator.channels()).toEqual([]);
});

it("ends by name what an interrupted creation has left, and nothing twice", async () => {
  const bench = ivsBench();
  const { handle } = await bench.platform.createLiveStream(spec, call);
  const { name, access } = handle.data;
  const partial = { ...handle, data: { name, access } };
  expect(await bench.platform.endLiveStream(partial, retire, effectContext({ namespace: "other" }))).toMatchObject({
    state: "ended",
  });
  expect(bench.simulator.channels()).toHaveLength(1);
  for (let round = 0; round < 2; round += 1) {
    expect(await bench.platform.endLiveStream(partial, retire, call)).toMatchObject({ state: "ended" });
  }
  expect(bench.simulator.channels()).toEqual([]);
});

it("keeps a channel that is used again: without a key until somebody asks for one", async () => {
  const bench = ivsBench();
  const { handle } = await bench.platform.createLiveStream(spec, call);
  const old = await bench.platform.getStreamKey(handle, call);
  await bench.platform.endLiveStream(handle, { disposition: "reuse", recording: "keep" }, call);
  expect(bench.simulator.channels()).toMatchObject([{ hasKey: false }]);
  const fresh = await bench.platform.getStreamKey(handle, effectContext({ session: 2 }));
  expect(fresh.keyId).not.toBe(old.keyId);
});

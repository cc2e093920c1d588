import { CreateChannelCommand, IvsClient } from "@aws-sdk/client-ivs";
import type { LiveStreamHandle } from "@hybrid-stream/spec";
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
    await bench.clock.advance(60_000);
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

/** What a creation whose answer was lost has stored. */
async function lostCreation(bench: ReturnType<typeof ivsBench>): Promise<LiveStreamHandle> {
  const stored: LiveStreamHandle[] = [];
  const checkpoint = async (handle: LiveStreamHandle): Promise<void> => void stored.push(handle);
  bench.simulator.faults.add({ kind: "lost-answer" }, { operation: "CreateChannel" });
  const tried = bench.platform.createLiveStream(spec, effectContext({ checkpoint }));
  await expect(tried).rejects.toMatchObject({ code: "connection-lost" });
  const [partial] = stored;
  if (partial === undefined) throw new Error("nothing was stored");
  return partial;
}

it("calls nothing ended while a list may not show yet what an interrupted creation has made", async () => {
  const bench = ivsBench({ simulated: { timings: { listLagMs: 5000 } } });
  const partial = await lostCreation(bench);
  const first = await bench.platform.endLiveStream(partial, retire, call);
  expect(first).toEqual({ state: "ending", viewersOff: false, retryAfterMs: 2000 });
  await bench.clock.advance(10_000);
  expect(await bench.platform.endLiveStream(partial, retire, call)).toMatchObject({ state: "ended" });
  expect(bench.simulator.channels()).toEqual([]);
});

it("comes to an end where an interrupted creation has made nothing", async () => {
  const bench = ivsBench();
  const partial = await lostCreation(bench);
  await bench.platform.endLiveStream(partial, retire, call);
  await bench.clock.advance(60_000);
  expect(await bench.platform.endLiveStream(partial, retire, call)).toMatchObject({ state: "ended", viewersOff: true });
});

it("ends both channels where a creation was sent twice", async () => {
  const bench = ivsBench();
  const partial = await lostCreation(bench);
  const { name, tags } = bench.simulator.channels()[0] ?? {};
  const { credentials, requestHandler, region } = bench.simulator;
  const client = new IvsClient({ credentials, requestHandler, region });
  await client.send(new CreateChannelCommand({ name, tags: { ...tags } }));
  expect(await bench.platform.endLiveStream(partial, retire, call)).toMatchObject({ state: "ended" });
  expect(bench.simulator.channels()).toEqual([]);
});

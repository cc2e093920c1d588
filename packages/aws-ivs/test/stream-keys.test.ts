import { effectContext } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { type IvsBench, ivsBench, spec } from "./ivs-bench.js";

const call = effectContext();

async function live(bench: IvsBench) {
  const { handle } = await bench.platform.createLiveStream(spec, call);
  const endpoint = await bench.platform.getStreamKey(handle, call);
  const encoder = bench.simulator.publish({ streamKey: endpoint.streamKey.reveal() });
  return { handle, endpoint, encoder };
}

describe("the fence", () => {
  it("deletes the key, stops the broadcast, waits until IVS says so, and only then makes a new key", async () => {
    const bench = ivsBench();
    const { handle, endpoint, encoder } = await live(bench);
    const before = bench.operations().length;
    const fresh = await bench.platform.rotateStreamKey(handle, call);
    expect(await encoder.closed).toBe("cut");
    expect([...new Set(bench.operations().slice(before))]).toEqual([
      "ListStreamKeys",
      "DeleteStreamKey",
      "StopStream",
      "GetStream",
      "CreateStreamKey",
    ]);
    expect(fresh.keyId).not.toBe(endpoint.keyId);
    expect(bench.simulator.publish({ streamKey: endpoint.streamKey.reveal() }).isAccepted).toBe(false);
    expect(bench.simulator.publish({ streamKey: fresh.streamKey.reveal() }).isAccepted).toBe(true);
  });

  it.each([
    ["after the key was deleted", "DeleteStreamKey"],
    ["after the stop", "StopStream"],
    ["while it waits", "GetStream"],
    ["after the new key was made", "CreateStreamKey"],
  ])("interrupted %s, is healed by whoever reads the key, and never hands the old one out", async (_, operation) => {
    const bench = ivsBench({ options: { timeoutMs: 120_000 } });
    const { handle, endpoint, encoder } = await live(bench);
    bench.simulator.faults.add({ kind: "lost-answer" }, { operation, times: operation === "GetStream" ? 3 : 1 });
    await expect(bench.platform.rotateStreamKey(handle, call)).rejects.toMatchObject({ code: "connection-lost" });
    const healed = await bench.another().getStreamKey(handle, call);
    expect(healed.keyId).not.toBe(endpoint.keyId);
    expect(await encoder.closed).toBe("cut");
    expect(bench.simulator.publish({ streamKey: endpoint.streamKey.reveal() }).isAccepted).toBe(false);
    expect(bench.simulator.publish({ streamKey: healed.streamKey.reveal() }).isAccepted).toBe(true);
  });

  it("makes no new key while IVS still calls the old broadcast live, and says that a repetition is safe", async () => {
    const bench = ivsBench({ simulated: { timings: { stopMs: 20_000 } } });
    const { handle } = await live(bench);
    const tried = bench.platform.rotateStreamKey(handle, call);
    await expect(tried).rejects.toMatchObject({ code: "conflict", retry: "safe", retryAfterMs: 2000 });
    expect(bench.simulator.channels()).toMatchObject([{ hasKey: false, isLive: true }]);
    await bench.clock.runUntil(() => bench.simulator.channels()[0]?.isLive === false);
    await bench.platform.rotateStreamKey(handle, call);
    expect(bench.simulator.channels()).toMatchObject([{ hasKey: true }]);
  });
});

describe("takeover", () => {
  it("a restart of the same relay gets the same key with its attempt as priority, and takes the held session over", async () => {
    const bench = ivsBench();
    const { handle, endpoint, encoder } = await live(bench);
    const { broadcastId } = await bench.platform.getStreamStatus(handle, call);
    encoder.stop();
    expect(bench.simulator.publish({ streamKey: endpoint.streamKey.reveal() }).isAccepted).toBe(false);
    const again = await bench.platform.getStreamKey(handle, effectContext({ relayAttempt: 2 }));
    expect(again.keyId).toBe(endpoint.keyId);
    expect(again.streamKey.reveal()).toBe(`${endpoint.streamKey.reveal()}?priority=2`);
    expect(bench.simulator.publish({ streamKey: again.streamKey.reveal() }).isAccepted).toBe(true);
    expect(await bench.platform.getStreamStatus(handle, call)).toMatchObject({ broadcastId, health: "good" });
    expect(bench.simulator.events().at(-1)?.detail).toMatchObject({ event_name: "Stream Takeover" });
  });

  it("is refused with a priority that is not above the last one", async () => {
    const { simulator, platform } = ivsBench();
    const { handle } = await platform.createLiveStream(spec, call);
    const { streamKey } = await platform.getStreamKey(handle, effectContext({ relayAttempt: 3 }));
    expect(simulator.publish({ streamKey: streamKey.reveal() }).isAccepted).toBe(true);
    expect(simulator.publish({ streamKey: streamKey.reveal() }).isAccepted).toBe(false);
    expect(simulator.events().at(-1)?.detail).toMatchObject({ code: "StreamTakeoverInvalidPriority" });
  });
});

it("says not-found for the key of a channel that is gone", async () => {
  const { platform } = ivsBench();
  const { handle } = await platform.createLiveStream(spec, call);
  await platform.endLiveStream(handle, { disposition: "retire", recording: "keep" }, call);
  await expect(platform.getStreamKey(handle, call)).rejects.toMatchObject({ code: "not-found" });
  await expect(platform.rotateStreamKey(handle, call)).rejects.toMatchObject({ code: "not-found" });
});

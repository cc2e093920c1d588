import { expect, it } from "vitest";
import { liveOn, type MuxBench, muxBench } from "../../test/mux-bench.js";

const reuse = (recording: "keep" | "delete") => ({ disposition: "reuse", recording }) as const;
const retire = (recording: "keep" | "delete") => ({ disposition: "retire", recording }) as const;
const over = { state: "ended", viewersOff: true };

/** Another show on the same stream. */
async function nextShow(
  { platform, simulator, clock }: MuxBench,
  { handle, call }: Awaited<ReturnType<typeof liveOn>>,
) {
  const { streamKey } = await platform.getStreamKey(handle, call);
  expect(simulator.connectEncoder(streamKey.reveal()).accepted).toBe(true);
  await clock.advance(6_000);
}

it("deletes an active stream by one request, and its encoder is cut", async () => {
  const bench = muxBench();
  const { handle, encoder, call } = await liveOn(bench);
  const before = bench.sent();
  expect(await bench.platform.endLiveStream(handle, retire("keep"), call)).toMatchObject(over);
  expect(bench.sent() - before).toBe(1);
  await encoder.closed;
  expect(bench.simulator.assetIds()).toHaveLength(1);
  expect(await bench.platform.endLiveStream(handle, retire("keep"), call)).toMatchObject(over);
});

it("takes the recordings along when asked to", async () => {
  const bench = muxBench();
  const { handle, encoder, call } = await liveOn(bench);
  expect(await bench.platform.endLiveStream(handle, retire("delete"), call)).toMatchObject(over);
  await encoder.closed;
  expect(bench.simulator.assetIds()).toEqual([]);
  expect(bench.simulator.liveStreams()).toEqual([]);
  expect((await bench.platform.getPlaybackUrl(handle, { purpose: "view" })).variants).toEqual([]);
});

it("calls it ending while Mux does not delete the recording yet, with viewers off already", async () => {
  const bench = muxBench();
  const { handle, encoder, call } = await liveOn(bench);
  bench.simulator.faults.add({ kind: "status", status: 409 }, { operation: "deleteAsset" });
  const receipt = await bench.platform.endLiveStream(handle, retire("delete"), call);
  expect(receipt).toEqual({ state: "ending", viewersOff: true, retryAfterMs: 3000 });
  await encoder.closed;
  expect(bench.simulator.liveStreams()).toHaveLength(1);
  expect(await bench.platform.endLiveStream(handle, retire("delete"), call)).toMatchObject(over);
  expect(bench.simulator.liveStreams()).toEqual([]);
});

it("deletes only the recordings of the shows that were not to be kept", async () => {
  const bench = muxBench();
  const show = await liveOn(bench);
  const { handle, call } = show;
  const [kept] = bench.simulator.assetIds();
  await bench.platform.endLiveStream(handle, reuse("keep"), call);
  await nextShow(bench, show);
  expect(bench.simulator.assetIds()).toHaveLength(2);
  await bench.platform.endLiveStream(handle, reuse("delete"), call);
  expect(bench.simulator.assetIds()).toEqual([kept]);
  await nextShow(bench, show);
  // Also by a process that remembers nothing.
  await bench.another().endLiveStream(handle, retire("delete"), call);
  expect(bench.simulator.assetIds()).toEqual([kept]);
});

it("leaves a reused stream disabled, with a key that nobody knows, and ends it twice without harm", async () => {
  const bench = muxBench();
  const { handle, endpoint, call } = await liveOn(bench);
  await bench.platform.endLiveStream(handle, reuse("keep"), call);
  expect((await bench.platform.getStreamStatus(handle, call)).ingest).toBe("refused");
  const posts = () => bench.simulator.requests().filter(({ operation }) => operation === "resetStreamKey").length;
  expect(posts()).toBe(1);
  await bench.platform.endLiveStream(handle, reuse("keep"), call);
  expect(posts()).toBe(1);
  await bench.platform.enableLiveStream(handle, call);
  expect(bench.simulator.connectEncoder(endpoint.streamKey.reveal()).accepted).toBe(false);
});

it("gives a stream that was disabled by hand a new key as well", async () => {
  const bench = muxBench();
  const { handle, endpoint, call } = await liveOn(bench);
  await bench.platform.disableLiveStream(handle, call);
  await bench.platform.endLiveStream(handle, reuse("keep"), call);
  expect((await bench.platform.getStreamKey(handle, call)).keyId).not.toBe(endpoint.keyId);
});

it("completes a broadcast: the recording is final, the encoder goes a minute later", async () => {
  const bench = muxBench();
  const { handle, encoder, call } = await liveOn(bench);
  await bench.platform.completeBroadcast(handle, call);
  expect((await bench.platform.findRecordings(handle, call))[0]).toMatchObject({ isLive: false, status: "ready" });
  expect(bench.simulator.liveStreams()[0]?.isReceiving).toBe(true);
  await bench.clock.advance(60_000);
  await encoder.closed;
});

it("does not give up a stream because its recording cannot be read", async () => {
  const bench = muxBench();
  bench.simulator.setWebhookMode({ kind: "lost" });
  const { handle, call } = await liveOn(bench);
  bench.simulator.faults.add({ kind: "status", status: 404 }, { operation: "getAsset", times: 2 });
  await bench.platform.getStreamStatus(handle, call);
  expect(await bench.platform.endLiveStream(handle, retire("keep"), call)).toMatchObject(over);
  expect(bench.simulator.liveStreams()).toEqual([]);
});

it("ends with a key that nobody knows also where another instance ran the show between", async () => {
  const bench = muxBench();
  bench.simulator.setWebhookMode({ kind: "lost" });
  const { handle, call } = await liveOn(bench);
  await bench.platform.endLiveStream(handle, reuse("keep"), call);
  const { streamKey, keyId } = await bench.another().getStreamKey(handle, call);
  bench.simulator.connectEncoder(streamKey.reveal());
  await bench.clock.advance(6_000);
  await bench.platform.endLiveStream(handle, reuse("keep"), call);
  expect((await bench.platform.getStreamKey(handle, call)).keyId).not.toBe(keyId);
});

it("cuts the encoder of a reused stream also while Mux gives no new key", async () => {
  const bench = muxBench();
  const { handle, encoder, endpoint, call } = await liveOn(bench);
  bench.simulator.faults.add({ kind: "status", status: 429, retryAfterSeconds: 5 }, { operation: "resetStreamKey" });
  const refused = bench.platform.endLiveStream(handle, reuse("keep"), call);
  await expect(refused).rejects.toMatchObject({ code: "rate-limited" });
  await encoder.closed;
  expect(bench.simulator.liveStreams()[0]?.status).toBe("disabled");
  expect(await bench.platform.endLiveStream(handle, reuse("keep"), call)).toMatchObject(over);
  expect((await bench.platform.getStreamKey(handle, call)).keyId).not.toBe(endpoint.keyId);
});

it("does not let a recording's address hold up the end of its stream", async () => {
  const bench = muxBench();
  bench.simulator.setWebhookMode({ kind: "lost" });
  const { handle, call } = await liveOn(bench);
  bench.simulator.faults.add({ kind: "status", status: 403 }, { operation: "getAsset" });
  await bench.platform.getStreamStatus(handle, call);
  bench.simulator.faults.add({ kind: "slow", milliseconds: 60_000 }, { operation: "getAsset" });
  const ending = bench.platform.endLiveStream(handle, retire("keep"), call);
  await bench.clock.advance(1_000);
  expect(bench.simulator.liveStreams()).toEqual([]);
  await bench.clock.advance(10_000);
  expect(await ending).toMatchObject(over);
});

it("deletes all recordings of a stream whose broadcast broke up into more than one page of them", async () => {
  const bench = muxBench();
  const { platform, simulator, clock } = bench;
  const { handle, call, endpoint, encoder } = await liveOn(bench, { continuityWindowSeconds: 0 });
  encoder.stop();
  for (let broadcast = 2; broadcast <= 103; broadcast += 1) {
    await clock.advance(1_000);
    simulator.connectEncoder(endpoint.streamKey.reveal()).stop();
  }
  await clock.advance(1_000);
  expect(simulator.assetIds()).toHaveLength(103);
  expect(await platform.endLiveStream(handle, retire("delete"), call)).toMatchObject(over);
  expect(simulator.assetIds()).toEqual([]);
});

it("keeps a recording that Mux's list did not hold yet when it was to be kept", async () => {
  const bench = muxBench();
  const { platform, simulator, clock } = bench;
  const show = await liveOn(bench);
  const { handle, call, encoder } = show;
  const kept = simulator.assetIds();
  encoder.stop();
  await clock.advance(61_000);
  simulator.faults.add({ kind: "body", change: () => '{"data":[]}' }, { operation: "listAssets" });
  await platform.endLiveStream(handle, reuse("keep"), call);
  await nextShow(bench, show);
  await platform.endLiveStream(handle, reuse("delete"), call);
  expect(simulator.assetIds()).toEqual(kept);
});

it("deletes a recording that Mux's list does not hold yet, and none that was to be kept", async () => {
  const bench = muxBench();
  const { platform, simulator, clock } = bench;
  const show = await liveOn(bench);
  const { handle, call } = show;
  const kept = simulator.assetIds();
  await platform.endLiveStream(handle, reuse("keep"), call);
  const emptyList = { kind: "body", change: () => '{"data":[]}' } as const;
  simulator.faults.add(emptyList, { operation: "listAssets" });
  await platform.endLiveStream(handle, reuse("delete"), call);
  expect(simulator.assetIds()).toEqual(kept);
  const { streamKey } = await platform.getStreamKey(handle, call);
  simulator.connectEncoder(streamKey.reveal()).stop();
  await clock.advance(61_000);
  expect(simulator.assetIds()).toHaveLength(2);
  simulator.faults.add(emptyList, { operation: "listAssets" });
  await platform.endLiveStream(handle, reuse("delete"), call);
  expect(simulator.assetIds()).toEqual(kept);
});

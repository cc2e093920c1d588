import { expect, it } from "vitest";
import { liveOn, muxBench } from "../../test/mux-bench.js";

const operationsOf = ({ simulator }: ReturnType<typeof muxBench>) =>
  simulator.requests().map(({ operation }) => operation);

it("cuts the old publisher for certain, also where a new key alone does not", async () => {
  const bench = muxBench({}, { resetCutsEncoder: false });
  const { platform, simulator } = bench;
  const { handle, endpoint, encoder, call } = await liveOn(bench);
  const fresh = await platform.rotateStreamKey?.(handle, call);
  await encoder.closed;
  expect(operationsOf(bench).slice(-3)).toEqual(["resetStreamKey", "disableLiveStream", "enableLiveStream"]);
  expect(fresh?.keyId).not.toBe(endpoint.keyId);
  expect(simulator.connectEncoder(endpoint.streamKey.reveal()).accepted).toBe(false);
  expect(simulator.connectEncoder(fresh?.streamKey.reveal() ?? "").accepted).toBe(true);
});

it("only resets the key while nobody broadcasts, or when told to", async () => {
  const bench = muxBench({ rotation: "reset" });
  const { handle, call } = await liveOn(bench);
  await bench.platform.rotateStreamKey?.(handle, call);
  expect(operationsOf(bench)).not.toContain("disableLiveStream");
});

it("heals a rotation that was interrupted while the stream was disabled", async () => {
  const bench = muxBench();
  const { platform, simulator, another } = bench;
  const { handle, endpoint, call } = await liveOn(bench);
  simulator.faults.add({ kind: "reset" }, { operation: "enableLiveStream" });
  await expect(platform.rotateStreamKey?.(handle, call)).rejects.toMatchObject({ code: "connection-lost" });
  expect((await platform.getStreamStatus(handle, call)).ingest).toBe("refused");
  const fresh = await another().getStreamKey(handle, call);
  expect(fresh.keyId).not.toBe(endpoint.keyId);
  expect(simulator.connectEncoder(fresh.streamKey.reveal()).accepted).toBe(true);
});

it("says so when the answer has no key", async () => {
  const bench = muxBench();
  const { handle, call } = await liveOn(bench);
  const withoutKey = (text: string): string => text.replace(/"stream_key":"[^"]*",/, "");
  bench.simulator.faults.add({ kind: "body", change: withoutKey });
  const reading = bench.platform.getStreamKey(handle, call);
  await expect(reading).rejects.toMatchObject({ code: "unexpected-response", field: "data.stream_key" });
});

it("names the region's ingest, or an address of one's own", async () => {
  const bench = muxBench();
  const { handle, call } = await liveOn(bench);
  const west = await bench.another({ ingestRegion: "eu-west" }).getStreamKey(handle, call);
  const own = await bench.another({ ingestUrl: "rtmps://ingest.shop.example/app/" }).getStreamKey(handle, call);
  expect([west.url, own.url]).toEqual(["rtmps://eu-west.live.mux.com:443/app", "rtmps://ingest.shop.example/app"]);
});

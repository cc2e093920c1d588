import { expect, it } from "vitest";
import { liveOn, muxBench } from "../test/mux-bench.js";

it("carries a show from its creation to its end", async () => {
  const bench = muxBench();
  const { platform, simulator } = bench;
  const { handle, call, encoder } = await liveOn(bench);
  const status = await platform.getStreamStatus(handle, call);
  expect(status).toMatchObject({ exists: true, ingest: "receiving", broadcastId: simulator.assetIds()[0] });
  const { url, variants } = await platform.getPlaybackUrl(handle, { purpose: "view" });
  const playlist = await simulator.fetch(url);
  expect(playlist.status).toBe(302);
  expect((await simulator.fetch(playlist.headers.get("location") ?? "")).status).toBe(200);
  expect(variants.map(({ kind }) => kind)).toEqual(["dvr"]);
  const end = { disposition: "retire", recording: "keep" } as const;
  expect(await platform.endLiveStream(handle, end, call)).toMatchObject({ state: "ended", viewersOff: true });
  await encoder.closed;
  expect((await platform.getStreamStatus(handle, call)).exists).toBe(false);
  const after = await platform.getPlaybackUrl(handle, { purpose: "view" });
  expect(after.variants).toEqual([{ kind: "vod", url: variants[0]?.url }]);
  expect(simulator.liveStreams()).toEqual([]);
});
